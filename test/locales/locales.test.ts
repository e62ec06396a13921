import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import i18next from 'i18next';
import { describe, expect, it } from 'vitest';
import en from '#locales/en.json' with { type: 'json' };
import results from '#locales/en-results.json' with { type: 'json' };
import zoo from '#locales/en-zoo.json' with { type: 'json' };
import zhHans from '#locales/zh-Hans.json' with { type: 'json' };

function flatten(words: object, prefix = ''): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(words).flatMap(([key, value]) =>
      typeof value === 'string' ? [[prefix + key, value] as const] : [...flatten(value, `${prefix}${key}.`)],
    ),
  );
}

const english = new Map([...flatten(en), ...flatten(zoo), ...flatten(results)]);
const chinese = flatten(zhHans);
const variables = (text: string) => [...text.matchAll(/{{(\w+)}}/g)].map(([, name]) => name).sort();

describe('the words of the page', () => {
  it('stand in one file each', () => {
    const all = [en, zoo, results].flatMap((words) => [...flatten(words).keys()]);
    expect(all.filter((key, place) => all.indexOf(key) !== place)).toEqual([]);
  });

  it('exist under the same keys in both languages', () => {
    expect([...chinese.keys()].toSorted()).toEqual([...english.keys()].toSorted());
  });

  it.each([
    ['the zoo', zoo, ['zoo']],
    ['the results', results, ['evaluate', 'compare', 'results']],
  ])('of %s are not called for elsewhere, where they may not be there yet', (_, words, homes) => {
    const sources = new URL('../../src/', import.meta.url);
    const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter(
      (file) =>
        /^(panels|app)\b.*\.tsx?$/.test(file) &&
        !homes.some((home) => file.startsWith(path.join('panels', home))),
    );
    expect(files.length).toBeGreaterThan(20);
    for (const file of files) {
      const called = readFileSync(new URL(file, sources), 'utf8').matchAll(/\bt\(\s*['`]([\w.]+)/g);
      for (const [, key] of called) expect(flatten(words).has(key!), `${key} in ${file}`).toBe(false);
    }
  });

  it('mention the same values in both languages', () => {
    for (const [key, text] of english) {
      expect(variables(chinese.get(key) ?? ''), key).toEqual(variables(text));
    }
  });

  it('are nowhere empty', () => {
    for (const [key, text] of [...english, ...chinese]) expect(text.trim(), key).not.toBe('');
  });

  it('say what to do about every error that the engine knows', () => {
    const source = readFileSync(new URL('../../src/protocol/errors.ts', import.meta.url), 'utf8');
    const codes = [...source.matchAll(/\| '(\w+)'/g)].map(([, code]) => code);
    expect(codes.length).toBeGreaterThan(20);
    for (const code of codes) expect(english.has(`errors.${code}`), code).toBe(true);
  });

  it('name every kind of file that the engine knows, and say what to do with it', async () => {
    const source = readFileSync(new URL('../../src/engine/data/file-kind.ts', import.meta.url), 'utf8');
    const kinds = [...source.matchAll(/^ {2}\| '(\w+)'/gm)].map(([, kind]) => kind!);
    expect(kinds.length).toBeGreaterThan(20);
    expect(Object.keys(en.errors.fileKinds).toSorted()).toEqual(kinds.toSorted());
    const page = i18next.createInstance();
    await page.init({ lng: 'en', resources: { en: { translation: en } } });
    expect(page.t('errors.fileOfOtherKind', { file: 'a.gz', kind: 'zip' })).toBe(
      `a.gz is ${en.errors.fileKinds.zip}`,
    );
  });

  it('leave no English on the Chinese page but names and abbreviations', () => {
    const names =
      /^(CNN|zoo|MNIST|LeNet|GPU|SIMD|WebAssembly|WebGL|WebGPU|JavaScript|SGD|Nesterov|RMSProp|Adam|AdamW|IDX|Top|top|LeCun|Cortes|Burges|MB|ImageNet|CSV|SVG|Ctrl|x|ZIP|tar|z|RAR|bzip|xz|Zstandard|JPEG|PNG|GIF|WebP|BMP|AVIF|TIFF|PDF|HDF|Keras|MATLAB|NumPy|Parquet|safetensors|Python|pickle|CIFAR|JSON|https|localhost|npz|Deflate|torchvision|ResNet|VGGNet|state|dict|PyTorch|ONNX|Runtime|TensorFlow|js|opset|load|model|json|tf|loadLayersModel|pth|pt|th)$/;
    for (const [key, text] of chinese) {
      const words = text.replaceAll(/\$t\([^)]*\)|{{\w+}}/g, '').match(/[A-Za-z]+/g) ?? [];
      expect(
        words.filter((word) => !names.test(word)),
        key,
      ).toEqual([]);
    }
  });
});
