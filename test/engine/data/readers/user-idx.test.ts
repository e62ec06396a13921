import { describe, expect, it } from 'vitest';
import { readUserFiles } from '#engine/data/user-files.ts';
import { zip } from '#test/engine/data/archive-writer.ts';
import { gzip, idxImages, idxLabels } from '#test/engine/data/idx-writer.ts';
import { given } from '#test/engine/data/user-file.ts';

const size = { height: 2, width: 3 };
function emnist(set: string, labels: readonly number[]) {
  const files: readonly (readonly [string, Uint8Array<ArrayBuffer>])[] = [
    [`emnist-${set}-train-images-idx3-ubyte.gz`, gzip(idxImages({ count: labels.length, ...size }))],
    [`emnist-${set}-train-labels-idx1-ubyte.gz`, gzip(idxLabels(labels))],
    [`emnist-${set}-test-images-idx3-ubyte.gz`, gzip(idxImages({ count: 1, ...size }))],
    [`emnist-${set}-test-labels-idx1-ubyte.gz`, gzip(idxLabels(labels.slice(0, 1)))],
  ];
  return files;
}

describe('EMNIST', () => {
  it('letters are upright, from A to Z though numbered from 1, and it is said', async () => {
    const set = await readUserFiles(given(...emnist('letters', [1, 26, 3])));
    expect([...set.train.labels]).toEqual([0, 25, 2]);
    expect(set.classNames).toEqual([...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']);
    // Its two rows of three (0 7 14, 21 28 35) are the columns of the true image.
    expect(set.train).toMatchObject({ height: 3, width: 2 });
    expect([...set.train.pixels.subarray(0, 6)]).toEqual([0, 21, 7, 28, 14, 35]);
    expect(set.notes?.map(({ kind }) => kind)).toEqual(['labelsFromOne', 'transposed']);
  });

  it('balanced has the 47 classes of its table, by class 62', async () => {
    const balanced = await readUserFiles(given(...emnist('balanced', [0, 36, 46])));
    expect(balanced.classNames).toHaveLength(47);
    expect([balanced.classNames[10], balanced.classNames[36], balanced.classNames[46]]).toEqual([
      'A',
      'a',
      't',
    ]);
    const byClass = await readUserFiles(given(...emnist('byclass', [0, 61])));
    expect(byClass.classNames).toHaveLength(62);
    expect(byClass.classNames[61]).toBe('z');
  });

  it('stays as its files are where somebody says so; other files are transposed on demand', async () => {
    const left = await readUserFiles(given(...emnist('letters', [1])), { transposed: false });
    expect(left.train).toMatchObject({ height: 2, width: 3 });
    const others = emnist('letters', [1]).map(
      ([name, bytes]) => [name.replace('emnist-letters-', ''), bytes] as const,
    );
    const turned = await readUserFiles(given(...others), { transposed: true });
    expect(turned.train).toMatchObject({ height: 3, width: 2 });
  });

  it('may lie in a zip', async () => {
    const files = emnist('letters', [1, 2]).map(([name, bytes]) => ({ path: `gzip/${name}`, bytes }));
    const { train, configOf } = await readUserFiles(given(['letters.zip', zip(files)]));
    expect(train.count).toBe(2);
    expect(configOf('f')).toMatchObject({ name: 'letters' });
  });
});

it('IDX files whose labels begin at 1 have as many classes as labels', async () => {
  const set = await readUserFiles(
    given(
      ['train-images', idxImages({ count: 2, ...size })],
      ['train-labels', idxLabels([1, 4])],
      ['test-images', idxImages({ count: 1, ...size })],
      ['test-labels', idxLabels([2])],
    ),
  );
  expect([...set.train.labels]).toEqual([0, 3]);
  expect(set.classNames).toEqual(['1', '2', '3', '4']);
});
