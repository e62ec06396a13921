import { describe, expect, it } from 'vitest';
import { readUserFiles } from '#engine/data/user-files.ts';
import { toEngineError } from '#engine/engine-failure.ts';
import type { LoadingProgress } from '#protocol/data.ts';
import { gzip, idxImages, idxLabels, labelsInTurn } from '#test/engine/data/idx-writer.ts';
import { given } from '#test/engine/data/user-file.ts';

const file = (name: string, bytes: Uint8Array<ArrayBuffer>) => new File([bytes], name);
const trainImages = file('train-images-idx3-ubyte.gz', gzip(idxImages({ count: 30 })));
const trainLabels = file('train-labels-idx1-ubyte.gz', gzip(idxLabels(labelsInTurn(30))));
const testImages = file('t10k-images-idx3-ubyte', idxImages({ count: 20 }));
const testLabels = file('t10k-labels-idx1-ubyte', idxLabels(labelsInTurn(20)));
const four = [trainImages, trainLabels, testImages, testLabels];

const failure = async (files: File[]) =>
  toEngineError(
    await readUserFiles(given(...files)).then(
      () => 'accepted',
      (thrown: unknown) => thrown,
    ),
  );

describe('four dropped files', () => {
  it('make a data set, gzipped or not, in any order', async () => {
    for (const files of [four, [testLabels, trainLabels, testImages, trainImages]]) {
      const dataset = await readUserFiles(given(...files));
      expect(dataset).toMatchObject({
        origin: 'files',
        train: { count: 30, height: 28, width: 28, channels: 1 },
        test: { count: 20 },
      });
      expect([...dataset.train.labels]).toEqual(labelsInTurn(30));
      expect(dataset.test.pixels).toHaveLength(20 * 784);
      expect(dataset.classNames).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    }
  });

  it('may be of any size and have any number of classes, of which some may have no image', async () => {
    const size = { height: 9, width: 14 };
    const dataset = await readUserFiles(
      given(
        file('train-images', idxImages({ count: 3, ...size })),
        file('train-labels', idxLabels([0, 46, 3])),
        file('test-images', idxImages({ count: 2, ...size })),
        file('test-labels', idxLabels([255, 3])),
      ),
    );
    expect(dataset.train).toMatchObject({ count: 3, height: 9, width: 14, channels: 1 });
    expect([...dataset.train.labels]).toEqual([0, 46, 3]);
    expect(dataset.classNames).toHaveLength(256);
    expect(dataset.classNames[255]).toBe('255');
  });

  it('are a set still with what macOS and Windows lay beside them', async () => {
    const litter = ['._train-images-idx3-ubyte.gz', '.DS_Store', 'Thumbs.db', 'desktop.ini'].map((name) =>
      file(name, Uint8Array.of(0, 5, 22, 7, 0)),
    );
    expect((await readUserFiles(given(...litter, ...four))).train.count).toBe(30);
  });

  it('are named after the training images, and known by what is in them', async () => {
    const { configOf } = await readUserFiles(given(...four));
    expect(configOf('abc')).toEqual({ id: 'own', name: 'train-images', fingerprint: 'abc' });
  });

  it('are told apart by size where their names say nothing', async () => {
    const renamed = four.map((one, index) => new File([one], `${index}.bin`));
    const dataset = await readUserFiles(given(...renamed.toReversed()));
    expect([dataset.train.count, dataset.test.count]).toEqual([30, 20]);
  });

  it('report how many bytes of them all are read', async () => {
    const seen: LoadingProgress[] = [];
    await readUserFiles(given(...four), { onProgress: (progress) => seen.push(progress) });
    const total = four.reduce((sum, one) => sum + one.size, 0);
    expect(seen.every((progress) => progress.total === total && progress.phase === 'reading')).toBe(true);
    expect(seen.at(-1)?.done).toBe(total);
  });
});

describe('dropped files that are not a data set are refused:', () => {
  it('one missing, by its name', async () => {
    expect(await failure([trainImages, testImages, testLabels])).toMatchObject({
      code: 'fileMissing',
      details: { file: 'train-labels-idx1-ubyte' },
    });
    expect((await failure([])).code).toBe('fileMissing');
  });

  it('one twice, naming both', async () => {
    const copy = new File([trainImages], 'train copy');
    expect(await failure([...four, copy])).toMatchObject({
      code: 'fileUnknown',
      details: {
        file: 'train copy',
        expected: '1 x train-images-idx3-ubyte',
        found: `2 (${trainImages.name}, train copy)`,
      },
    });
    const twin = [new File([testLabels], 'a'), new File([testLabels], 'b')];
    expect((await failure([trainImages, testImages, ...twin])).code).toBe('fileUnknown');
  });

  it('one that is no IDX file', async () => {
    expect(await failure([...four, file('notes.txt', new TextEncoder().encode('to do: sleep'))])).toEqual({
      code: 'fileOfOtherKind',
      details: { file: 'notes.txt', kind: 'text' },
    });
  });

  it('counts that disagree, naming the labels and both counts', async () => {
    const fewer = file(trainLabels.name, idxLabels(labelsInTurn(29)));
    expect(await failure([trainImages, fewer, testImages, testLabels])).toEqual({
      code: 'fileCountsDisagree',
      details: { file: trainLabels.name, other: trainImages.name, expected: 30, found: 29 },
    });
  });

  it('test images of another size than the training images', async () => {
    const large = file('t10k-images', idxImages({ count: 20, height: 32, width: 32 }));
    expect(await failure([trainImages, trainLabels, large, testLabels])).toEqual({
      code: 'fileDimensionsUnsupported',
      details: { file: 't10k-images', expected: '28 x 28', found: '32 x 32' },
    });
  });
});
