import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { unzipSync } from 'fflate';
import { InferenceSession, Tensor } from 'onnxruntime-web';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, openPage, type ServedApp, serveApp } from './harness.ts';

let browser: Browser;
let app: ServedApp;
beforeAll(async () => {
  app = await serveApp({ mnist: 'missing' });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await app.close();
});

interface Saved {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Opens the dialog by the button that is there, chooses a format and saves. */
async function save(page: Page, format: string): Promise<Saved> {
  await page.getByRole('button', { name: 'Export…' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: format }).check();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Save' }).click(),
  ]);
  await dialog.waitFor({ state: 'detached' });
  return {
    name: download.suggestedFilename(),
    bytes: Uint8Array.from(await readFile(await download.path())),
  };
}

const namesIn = ({ bytes }: Saved) => Object.keys(unzipSync(bytes)).map((path) => path.split('/').at(-1)!);

/** The page of a program that is not ours: tfjs alone, and the model's files. */
async function logitsOfTfjs(saved: Saved, image: readonly number[]): Promise<number[]> {
  const files = new Map(
    Object.entries(unzipSync(saved.bytes)).map(([path, bytes]) => [path.split('/').at(-1)!, bytes]),
  );
  const require = createRequire(import.meta.url);
  const library = await readFile(require.resolve('@tensorflow/tfjs/dist/tf.min.js'), 'utf8');
  const { page, context, close } = await openPage(browser, { expected: [/./] });
  await context.route('http://another.test/**', (route) => {
    const name = new URL(route.request().url()).pathname.slice(1);
    const file = files.get(name);
    if (name === '') return route.fulfill({ contentType: 'text/html', body: '<title>another page</title>' });
    return file === undefined ? route.fulfill({ status: 404 }) : route.fulfill({ body: Buffer.from(file) });
  });
  await page.goto('http://another.test/');
  await page.addScriptTag({ content: library });
  const logits = await page.evaluate(async (pixels) => {
    const { tf } = globalThis as unknown as { tf: typeof import('@tensorflow/tfjs') };
    await tf.setBackend('cpu');
    const model = await tf.loadLayersModel('model.json');
    const answer = model.predict(tf.tensor(pixels, [1, 28, 28, 1])) as import('@tensorflow/tfjs').Tensor;
    return [...(await answer.data())];
  }, image);
  await close();
  return logits;
}

describe('a net that leaves', { timeout: 120_000 }, () => {
  it('is saved in every format after its training, and again from Runs, to be run by other programs', async () => {
    const { page, close } = await openPage(browser, { expected: [/Failed to load resource/] });
    await page.goto(`${app.address}#train?data=digits-400-100&epochs=1`);
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await page.getByRole('button', { name: 'Export…' }).waitFor({ timeout: 60_000 });

    const project = await save(page, 'PyTorch project');
    expect(project.name).toBe('lenet5-digits-pytorch.zip');
    const files = [
      'README.md',
      'model.py',
      'train.py',
      'data.py',
      'randomness.py',
      'recipe.py',
      'tensors.py',
    ];
    expect(namesIn(project)).toEqual([
      ...files,
      'run.json',
      'weights.safetensors',
      'optimizer.safetensors',
      'curves.csv',
    ]);
    const run = JSON.parse(
      new TextDecoder().decode(unzipSync(project.bytes)['lenet5-digits-pytorch/run.json']),
    );
    expect(run).toMatchObject({ status: 'finished', model: { numClasses: 10 }, epochs: [{ epoch: 1 }] });

    const curves = await save(page, 'Curves');
    const rows = new TextDecoder().decode(curves.bytes).trim().split('\r\n');
    expect(rows).toHaveLength(1 + run.step);
    expect(rows.at(-1)!.split(',')).toEqual([
      String(run.step),
      '1',
      ...Array.from({ length: 5 }, () => expect.stringMatching(/^[\d.e-]+$/)),
      expect.stringMatching(/^[\d.e-]+$/),
    ]);

    // The same weights, by two programs that are not ours and two formats.
    const image = Array.from({ length: 784 }, (_, i) => Math.sin(0.37 * i));
    const onnx = await save(page, 'ONNX model');
    const session = await InferenceSession.create(onnx.bytes);
    const { logits } = await session.run({
      input: new Tensor('float32', Float32Array.from(image), [1, 1, 28, 28]),
    });
    await session.release();
    const expected = [...((await logits!.getData()) as Float32Array)];
    const found = await logitsOfTfjs(await save(page, 'TensorFlow.js model'), image);
    for (const [i, value] of found.entries()) expect(value).toBeCloseTo(expected[i]!, 4);

    // From Runs, where the browser's own copy is read.
    const weights = await save(page, 'Weights');
    await page.getByRole('link', { name: 'Runs' }).click();
    const again = await save(page, 'Weights');
    expect(again.name).toBe('lenet5-digits.safetensors');
    expect(Buffer.from(again.bytes).equals(Buffer.from(weights.bytes))).toBe(true);
    await close();
  });

  it('leaves its page untrained, in the form that it has there; what is large shows progress and can be cancelled', async () => {
    const { page, close } = await openPage(browser, { expected: [/Failed to load resource/] });
    await page.goto(`${app.address}#zoo/vgg16`);
    await page.getByRole('button', { name: 'Export…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Export VGG-16' });
    expect(await dialog.getByRole('radio', { name: 'Curves' }).count()).toBe(0);
    await dialog.getByRole('radio', { name: 'Weights' }).check();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText(/\d+ MB of 553 MB/).waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.getByRole('progressbar').waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await close();
  });
});
