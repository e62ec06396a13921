import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { MemoryImages } from '#engine/data/image-set.ts';
import { normalisationOf, PreparedImages, prepareDataset } from '#engine/data/prepared-images.ts';
import type { Image } from '#engine/data/resample.ts';
import { centreView, inChannels, type ViewsOf } from '#engine/data/views.ts';
import { upload } from '#engine/training/device-batch.ts';
import { caffe, inception, kerasCaffe, type Preprocessing, torchvision } from '#models/preprocessing.ts';
import { findArchitecture } from '#models/registry.ts';
import { useBackend } from '#test/engine/backends.ts';
import pillow from '#test/reference/preprocessing/pillow.json' with { type: 'json' };

/** As the script beside the values makes them. */
function photograph(width: number, height: number, channels: number): Image {
  const pixels = new Uint8Array(height * width * channels);
  let to = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const edge = (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0 ? 255 : 0;
      for (let channel = 0; channel < channels; channel++) {
        const noise = (x * 7919 + y * 104729 + channel * 1299709) % 251;
        pixels[to++] = Math.floor((noise + edge * 3) / 4);
      }
    }
  }
  return { height, width, channels, pixels };
}

/** Files that say their own size; decoding one gives the photograph of that size. */
const fileOf = (width: number, height: number, channels: number) =>
  new File([Uint8Array.of(width >> 8, width, height >> 8, height, channels)], 'photograph.jpg');
let decodedCount = 0;
const decode = async (bytes: Uint8Array): Promise<Image> => {
  decodedCount++;
  const [a = 0, b = 0, c = 0, d = 0, channels = 0] = bytes;
  return photograph(a * 256 + b, c * 256 + d, channels);
};

/** A set of photographs of many sizes, which it holds at 8 x 8 itself. */
function photographs(files: readonly File[], labels = files.map((_, index) => index)): MemoryImages {
  const shape = { height: 8, width: 8, channels: 3 };
  return new MemoryImages(shape, new Uint8Array(files.length * 192), Uint16Array.from(labels), files);
}

describe("what a net sees of photographs of many sizes is Pillow's", () => {
  const nets = [...new Set(pillow.cases.map(({ net }) => net))];
  it.each(nets)('%s', async (net) => {
    const cases = pillow.cases.filter((one) => one.net === net);
    const files = cases.map(({ size: [width = 0, height = 0], channels }) => fileOf(width, height, channels));
    const { preprocessing } = findArchitecture(net);
    const images = new PreparedImages(photographs(files), preprocessing!, decode);
    const size = images.height * images.width * 3;
    const out = new Uint8Array(files.length * size);
    await images.read(Uint32Array.from(files.keys()), out);
    for (const [index, { size: from, side, sha256, firstPixels }] of cases.entries()) {
      const pixels = out.subarray(index * size, (index + 1) * size);
      expect([images.height, images.width]).toEqual([side, side]);
      expect(Buffer.from(pixels.subarray(0, 24)).toString('hex'), `from ${from}`).toBe(firstPixels);
      expect(createHash('sha256').update(pixels).digest('hex'), `from ${from}`).toBe(sha256);
    }
  });
});

describe('images prepared for a net', () => {
  const preprocessing = torchvision({ resize: 32, crop: 28 });

  it('come from the files, in the order asked for, with their labels', async () => {
    const source = photographs([fileOf(50, 40, 3), fileOf(40, 70, 3), fileOf(64, 64, 3)], [5, 6, 7]);
    const images = new PreparedImages(source, preprocessing, decode);
    expect(images).toMatchObject({ count: 3, height: 28, width: 28, channels: 3 });
    expect([...images.labels]).toEqual([5, 6, 7]);
    const size = 28 * 28 * 3;
    const [all, some] = [new Uint8Array(3 * size), new Uint8Array(2 * size)];
    await images.read(Uint32Array.of(0, 1, 2), all);
    await images.read(Uint32Array.of(2, 0), some);
    expect(some.subarray(0, size)).toEqual(all.subarray(2 * size));
    expect(some.subarray(size)).toEqual(all.subarray(0, size));
    expect(all.subarray(0, size)).not.toEqual(all.subarray(size, 2 * size));
  });

  it('are decoded once, as long as they have room', async () => {
    const images = new PreparedImages(photographs([fileOf(50, 40, 3)]), preprocessing, decode);
    const out = new Uint8Array(28 * 28 * 3);
    const before = decodedCount;
    await images.read(Uint32Array.of(0), out);
    const first = out.slice();
    out.fill(0);
    await images.read(Uint32Array.of(0), out);
    expect(decodedCount - before).toBe(1);
    expect(out).toEqual(first);
  });

  it('come as several views of one image, mirrored where that is asked', async () => {
    const images = new PreparedImages(photographs([fileOf(50, 40, 3)]), preprocessing, decode);
    const views: ViewsOf = (image) => {
      expect(image).toMatchObject({ height: 40, width: 50 });
      const view = centreView(image, preprocessing);
      return [view, { ...view, isMirrored: true }, { ...view, window: { ...view.window, top: 0, left: 0 } }];
    };
    const size = 28 * 28 * 3;
    const pixels = await images.readViews(0, views);
    const [centre, mirrored, corner] = [0, 1, 2].map((slot) =>
      pixels.subarray(slot * size, (slot + 1) * size),
    );
    const one = new Uint8Array(size);
    await images.read(Uint32Array.of(0), one);
    expect(centre).toEqual(one);
    const rowOf = (view: Uint8Array, at: (x: number) => number) =>
      Array.from({ length: 28 }, (_, x) => [...view.subarray(at(x) * 3, at(x) * 3 + 3)]);
    expect(rowOf(mirrored!, (x) => x)).toEqual(rowOf(centre!, (x) => 27 - x));
    // 40 x 32 pixels: the middle begins 2 below and 6 to the right of the corner.
    expect(rowOf(corner!, (x) => 2 * 28 + Math.min(27, x + 6)).slice(0, 22)).toEqual(
      rowOf(centre!, (x) => x).slice(0, 22),
    );
  });

  it('are enlarged from the pixels of a set that has no files, grey three times', async () => {
    const pixels = Uint8Array.from({ length: 2 * 784 }, (_, i) => (i < 784 ? 0 : 200));
    const digits = new MemoryImages({ height: 28, width: 28, channels: 1 }, pixels, Uint16Array.of(0, 1));
    const images = new PreparedImages(digits, torchvision());
    const out = new Uint8Array(224 * 224 * 3);
    await images.read(Uint32Array.of(1), out);
    expect(out).toEqual(new Uint8Array(224 * 224 * 3).fill(200));
  });

  it('name the file that has gone since it was read first', async () => {
    const gone = async () => {
      throw new DOMException('The requested file could not be found', 'NotFoundError');
    };
    const images = new PreparedImages(photographs([fileOf(50, 40, 3)]), preprocessing, gone);
    await expect(images.read(Uint32Array.of(0), new Uint8Array(28 * 28 * 3))).rejects.toMatchObject({
      value: { code: 'fileUnreadable', details: { file: 'photograph.jpg' } },
    });
  });

  it('turn grey by the weights of ITU-R 601-2', () => {
    // Image.new('RGB', (1, 1), colour).convert('L') of Pillow gives these.
    const colours = [255, 0, 0, 0, 255, 0, 0, 0, 255, 10, 200, 90];
    const image = { height: 1, width: 4, channels: 3, pixels: Uint8Array.from(colours) };
    expect([...inChannels(image, 1).pixels]).toEqual([76, 150, 29, 131]);
  });
});

describe('a net takes in numbers as its weights were trained', () => {
  const red = Uint8Array.of(255, 128, 0);
  beforeAll(() => useBackend('cpu'));
  function valuesWith(preprocessing: Preprocessing): readonly number[] {
    const batch = { count: 1, pixels: red.slice(), labels: Int32Array.of(0) };
    const shape = { height: 1, width: 1, channels: 3 };
    return [...upload(batch, shape, normalisationOf(preprocessing)).images.dataSync()];
  }

  it.each([
    // (255 / 255 - 0.485) / 0.229, (128 / 255 - 0.456) / 0.224, (0 - 0.406) / 0.225
    ['torchvision', torchvision(), [2.248908, 0.20518207, -1.8044444]],
    // 255 / 127.5 - 1 and so on
    ['Inception', inception({ resize: 342, crop: 299 }), [1, 0.00392157, -1]],
    // Blue first: 0 - 104, 128 - 117, 255 - 123
    ['Caffe', caffe(227), [-104, 11, 132]],
    ['Keras', kerasCaffe(), [-103.939, 11.221, 131.32]],
  ] as const)('%s', (_, preprocessing, expected) => {
    const values = valuesWith(preprocessing);
    for (const [index, value] of expected.entries()) expect(values[index]).toBeCloseTo(value, 4);
  });

  it('and a prepared set has that normalisation, not that of its images', () => {
    const set = photographs([fileOf(50, 40, 3)]);
    const dataset = {
      config: { id: 'own', name: '', fingerprint: '' } as const,
      classNames: ['a'],
      train: set,
      test: set,
      normalisation: { mean: [0, 0, 0], deviation: [1, 1, 1] },
    };
    const { train, normalisation } = prepareDataset(dataset, caffe(227));
    expect(train).toMatchObject({ height: 227, width: 227 });
    expect(normalisation.channelOrder).toBe('bgr');
  });
});
