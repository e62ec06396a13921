import { describe, expect, it } from 'vitest';
import { readUserFiles } from '#engine/data/user-files.ts';
import { toEngineError } from '#engine/engine-failure.ts';
import { given } from '#test/engine/data/user-file.ts';
import pickles from '#test/reference/pickles/cifar.json' with { type: 'json' };

const file = (name: keyof typeof pickles, path: string = name) =>
  [path, new Uint8Array(Buffer.from(pickles[name], 'hex'))] as const;

/** Red, green and blue of a pixel, from the formula of the script beside the pickles. */
const colour = (seed: number, image: number, pixel: number) =>
  [0, 1, 2].map((channel) => {
    const at = image * 3072 + channel * 1024 + pixel;
    return (seed + at * 31 + image * 7) % 256;
  });

describe("CIFAR's Python version", () => {
  it('is read as its binary version is: of Python 2 and of Python 3, with the names of its classes', async () => {
    const { train, test, classNames } = await readUserFiles(
      given(file('test_batch'), file('data_batch_2'), file('batches.meta'), file('data_batch_1')),
    );
    expect([...train.labels]).toEqual([3, 9, 0, 5, 1]);
    expect([...test.labels]).toEqual([7]);
    expect(classNames.slice(0, 3)).toEqual(['plane', 'car', 'x0']);
    expect(classNames).toHaveLength(10);
    const pixel = (image: number, index: number) => [
      ...train.pixels.subarray((image * 1024 + index) * 3, (image * 1024 + index) * 3 + 3),
    ];
    expect(pixel(0, 0)).toEqual(colour(1, 0, 0));
    expect(pixel(2, 1023)).toEqual(colour(1, 2, 1023));
    expect(pixel(4, 77)).toEqual(colour(2, 1, 77));
  });

  it('with fine labels has the 100 classes', async () => {
    const { train, classNames } = await readUserFiles(given(file('train')));
    expect(classNames).toHaveLength(100);
    expect(Math.max(...train.labels)).toBe(99);
  });

  it.each([
    ['names anything else of Python', [file('evil', 'data_batch_1')], 'pickleRefused'],
    ['has a label that CIFAR-10 does not have', [file('outOfRange', 'data_batch_1')], 'fileLabelOutOfRange'],
    ['mixes 10 and 100 classes', [file('data_batch_1'), file('train')], 'fileUnknown'],
    ['has names alone', [file('batches.meta')], 'fileMissing'],
  ] as const)('is refused where it %s', async (_, files, code) => {
    const error = await readUserFiles(given(...files)).then(String, toEngineError);
    expect(error).toMatchObject({ code });
  });
});
