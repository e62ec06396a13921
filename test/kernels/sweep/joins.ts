import * as tf from '@tensorflow/tfjs';
import { randomTensor } from '../comparison.ts';
import type { Computation, NamedTensors } from './computation.ts';

const parts: readonly (readonly [shape: number[], begin: number[], size: number[]])[] = [
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
];

const joinedShapes = [[1], [5, 3], [3, 9, 7, 6], [2, 3, 4, 5]];

/** Of each length along the axis one. */
function joined(shape: number[], axis: number, lengths: readonly number[]): tf.Tensor {
  return tf.concat(
    lengths.map((length, i) => randomTensor(shape.with(axis, length), i + 1)),
    axis,
  );
}

const numbered = (name: string, tensors: readonly tf.Tensor[]): NamedTensors =>
  Object.fromEntries(tensors.map((tensor, i) => [`${name} ${i}`, tensor]));

export const joins: readonly Computation[] = [
  ...parts.map(
    ([shape, begin, size]): Computation => ({
      name: `part of ${shape.join('x')} from ${begin}, ${size} in size`,
      exact: true,
      compute() {
        const x = randomTensor(shape, 1);
        return { part: tf.slice(x, begin, size), 'whole numbers': tf.slice(x.mul(9).toInt(), begin, size) };
      },
    }),
  ),
  ...joinedShapes.flatMap((shape) =>
    shape.map(
      (_, axis): Computation => ({
        name: `joining and parting of ${shape.join('x')} along axis ${axis}`,
        exact: true,
        compute() {
          const whole = joined(shape, axis, [3, 1, 6]);
          return {
            whole,
            ...numbered('part', tf.split(whole, [3, 1, 6], axis)),
            ...numbered('fifth', tf.split(whole, 5, axis)),
          };
        },
      }),
    ),
  ),
  {
    name: 'joining and parting along the last axis, counted from the end',
    exact: true,
    compute() {
      const whole = tf.concat([randomTensor([2, 3], 1), randomTensor([2, 4], 2)], -1);
      return { whole, ...numbered('part', tf.split(whole, [5, 2], -1)) };
    },
  },
  {
    name: 'booleans and empty tensors, parted and joined',
    exact: true,
    compute() {
      const flags = [tf.ones([2, 3]), tf.zeros([2, 2])].map((x) => x.toBool());
      return {
        'part of booleans': tf.slice(randomTensor([4, 6], 1).greater(0), [1, 2], [2, 3]),
        'join with nothing': tf.concat([tf.ones([2, 3]), tf.zeros([2, 0])], 1),
        'join of booleans': tf.concat(flags, 1),
        ...numbered('part of nothing', tf.split(tf.zeros([4, 0]), 2, 0)),
      };
    },
  },
  {
    name: 'gradient of a join',
    compute: () => ({
      'input gradient': tf.grad((x) =>
        tf
          .concat([x, x.square()], 3)
          .mul(randomTensor([2, 3, 3, 12], 2))
          .sum(),
      )(randomTensor([2, 3, 3, 6], 1)),
    }),
  },
];
