import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackends } from './backends.ts';
import { expectWasmEqualsCpu, on, randomTensor } from './comparison.ts';

beforeAll(() => startBackends());

const sizes: [rows: number, terms: number, columns: number][] = [
  [1, 1, 1],
  [1, 400, 120],
  [128, 400, 120],
  [120, 84, 10],
  [5, 3, 7],
  [33, 601, 17],
  [4, 8, 8],
  [6, 513, 3],
  [257, 2, 12],
  // More right-hand side than is packed at a time.
  [3, 9001, 43],
];

describe('a matrix product on WASM', () => {
  for (const [rows, terms, columns] of sizes) {
    for (const transposeA of [false, true]) {
      for (const transposeB of [false, true]) {
        const left: [number, number] = transposeA ? [terms, rows] : [rows, terms];
        const right: [number, number] = transposeB ? [columns, terms] : [terms, columns];
        it(`equals the CPU backend's for ${left}${transposeA ? ' transposed' : ''} times ${right}${transposeB ? ' transposed' : ''}`, () =>
          expectWasmEqualsCpu(() =>
            tf.matMul(randomTensor(left, 1), randomTensor(right, 2), transposeA, transposeB),
          ));
      }
    }

    it(`adds bias and activation as the CPU backend does for ${rows} x ${terms} x ${columns}`, async () => {
      for (const activation of ['linear', 'relu', 'relu6', 'sigmoid'] as const) {
        await expectWasmEqualsCpu(() =>
          tf.fused.matMul({
            a: randomTensor<tf.Rank.R2>([rows, terms], 3),
            b: randomTensor<tf.Rank.R2>([terms, columns], 4),
            bias: randomTensor([columns], 5),
            activation,
          }),
        );
      }
    });
  }

  it('of no terms is 0, transposed or not', async () => {
    for (const transposeA of [false, true]) {
      const found = await on('wasm', () => {
        // What was in the memory before must not show.
        tf.dispose(tf.fill([3, 4], 7));
        return tf.matMul(tf.zeros(transposeA ? [0, 3] : [3, 0]), tf.zeros([0, 4]), transposeA);
      });
      expect(found).toEqual(new Float32Array(12));
    }
  });

  it('multiplies batches, equal, broadcast and partly broadcast', async () => {
    const shapes: [number[], number[]][] = [
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
    for (const [a, b] of shapes)
      await expectWasmEqualsCpu(() => tf.matMul(randomTensor(a, 6), randomTensor(b, 7)));
  });

  it('refuses inner dimensions that differ', async () => {
    await tf.setBackend('wasm');
    tf.tidy(() => {
      expect(() => tf.matMul(tf.ones([2, 3]), tf.ones([4, 2]))).toThrow(/inner/i);
    });
  });
});
