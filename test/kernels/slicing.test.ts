import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackends } from './backends.ts';
import { on, randomTensor } from './comparison.ts';

beforeAll(() => startBackends());

async function expectSameNumbers(compute: () => tf.Tensor): Promise<void> {
  expect(await on('wasm', compute)).toEqual(await on('cpu', compute));
}

describe('on WASM', () => {
  for (const [shape, begin, size] of [
    [
      [2, 5, 7, 9],
      [0, 0, 0, 2],
      [2, 5, 7, 5],
    ],
    [
      [2, 5, 7, 9],
      [0, 1, 2, 0],
      [2, 3, 4, 9],
    ],
    [
      [2, 5, 7, 9],
      [0, 1, 2, 3],
      [2, 3, 4, 5],
    ],
    [
      [4, 5, 6],
      [1, 0, 0],
      [2, 5, 6],
    ],
    [
      [4, 5, 6],
      [1, 0, 5],
      [3, 5, 1],
    ],
    [
      [3, 600],
      [1, 7],
      [2, 590],
    ],
    [[7], [2], [-1]],
    [
      [4, 5],
      [1, 2],
      [0, 3],
    ],
    [
      [4, 5],
      [0, 0],
      [4, 5],
    ],
    [
      [2, 1, 3, 4, 2],
      [1, 0, 1, 0, 0],
      [1, 1, 2, 4, 2],
    ],
  ] as [number[], number[], number[]][]) {
    it(`the part of ${shape.join('x')} from ${begin}, ${size} in size, is that of the CPU backend`, async () => {
      await expectSameNumbers(() => tf.slice(randomTensor(shape, 1), begin, size));
      await expectSameNumbers(() => tf.slice(randomTensor(shape, 1).mul(9).toInt(), begin, size));
    });
  }

  for (const axis of [0, 1, 2, 3, -1]) {
    it(`tensors join and part along axis ${axis} as on the CPU backend`, async () => {
      const lengths = [3, 1, 6];
      const shaped = (length: number) => {
        const shape = [2, 3, 4, 5];
        shape.splice(axis, 1, length);
        return shape;
      };
      const joined = () =>
        tf.concat(
          lengths.map((length, i) => randomTensor(shaped(length), i + 1)),
          axis,
        );
      await expectSameNumbers(joined);
      for (const part of [0, 1, 2]) await expectSameNumbers(() => tf.split(joined(), lengths, axis)[part]!);
      await expectSameNumbers(() => tf.split(joined(), 5, axis)[3]!);
    });
  }

  it('booleans and empty tensors still part and join', async () => {
    await expectSameNumbers(() => tf.slice(randomTensor([4, 6], 1).greater(0), [1, 2], [2, 3]).toInt());
    await expectSameNumbers(() => tf.concat([tf.ones([2, 3]), tf.zeros([2, 0])], 1));
    await expectSameNumbers(() =>
      tf
        .concat(
          [tf.ones([2, 3]), tf.zeros([2, 2])].map((x) => x.toBool()),
          1,
        )
        .toInt(),
    );
  });

  it('the gradient of a join is parted again', () =>
    expectSameNumbers(() =>
      tf.grad((x) =>
        tf
          .concat([x, x.square()], 3)
          .mul(randomTensor([2, 3, 3, 12], 2))
          .sum(),
      )(randomTensor([2, 3, 3, 6], 1)),
    ));
});
