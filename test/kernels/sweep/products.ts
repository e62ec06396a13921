import * as tf from '@tensorflow/tfjs';
import { randomTensor } from '../comparison.ts';
import type { Computation } from './computation.ts';

const sizes: readonly [rows: number, terms: number, columns: number][] = [
  [1, 1, 1],
  [1, 400, 120],
  [128, 400, 120],
  [120, 84, 10],
  [5, 3, 7],
  [7, 300, 33],
  [33, 601, 17],
  [4, 8, 8],
  [6, 513, 3],
  [257, 2, 12],
  [3, 40, 400],
  // More right-hand side than is packed at a time.
  [3, 9001, 43],
];

const batches: readonly [left: number[], right: number[]][] = [
  [
    [3, 5, 6],
    [3, 6, 7],
  ],
  [
    [1, 5, 6],
    [4, 6, 7],
  ],
  [
    [2, 3, 5, 6],
    [1, 1, 6, 7],
  ],
];

/**
 * Those that ours has, and one that is left to tfjs. Of transposed products its own kernel adds the bias's last number
 * to all rows but the first, and that once for every 48 terms.
 */
const fusedActivations = (transposeB: boolean) =>
  transposeB ? (['linear', 'relu', 'relu6'] as const) : (['linear', 'relu', 'relu6', 'sigmoid'] as const);

export const products: readonly Computation[] = [
  ...sizes.flatMap(([rows, terms, columns]) =>
    [false, true].flatMap((transposeA) =>
      [false, true].map(
        (transposeB): Computation => ({
          name: `product ${rows} by ${terms} by ${columns}, transposed ${transposeA} ${transposeB}`,
          compute() {
            const a = randomTensor<tf.Rank.R2>(transposeA ? [terms, rows] : [rows, terms], 1);
            const b = randomTensor<tf.Rank.R2>(transposeB ? [columns, terms] : [terms, columns], 2);
            const bias = randomTensor([columns], 3);
            const fused = (transposeA ? [] : fusedActivations(transposeB)).map(
              (activation) =>
                [
                  `product with bias and ${activation}`,
                  tf.fused.matMul({ a, b, transposeB, bias, activation }),
                ] as const,
            );
            return { product: tf.matMul(a, b, transposeA, transposeB), ...Object.fromEntries(fused) };
          },
        }),
      ),
    ),
  ),
  ...batches.map(
    ([left, right]): Computation => ({
      name: `products of batches ${left} by ${right}`,
      compute: () => ({ products: tf.matMul(randomTensor(left, 6), randomTensor(right, 7)) }),
    }),
  ),
];
