import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackends } from './backends.ts';
import { expectWasmEqualsCpu, on, randomTensor } from './comparison.ts';

beforeAll(() => startBackends());

type Padding = 'valid' | 'same' | number | tf.backend_util.ExplicitPadding;
const asymmetric: Padding = [
  [0, 0],
  [1, 0],
  [0, 2],
  [0, 0],
];

const cases: { input: [number, number, number, number]; size: number; strides: number; padding: Padding }[] =
  [
    { input: [3, 28, 28, 6], size: 2, strides: 2, padding: 'valid' },
    { input: [2, 9, 7, 5], size: 2, strides: 2, padding: 'valid' },
    { input: [2, 7, 7, 3], size: 2, strides: 2, padding: 'same' },
    { input: [1, 7, 9, 1], size: 3, strides: 2, padding: 'same' },
    { input: [2, 13, 13, 5], size: 3, strides: 1, padding: 'same' },
    { input: [2, 8, 11, 16], size: 3, strides: 2, padding: 'valid' },
    { input: [1, 10, 9, 7], size: 2, strides: 3, padding: 'valid' },
    { input: [2, 12, 9, 3], size: 3, strides: 4, padding: 1 },
    { input: [1, 6, 7, 4], size: 3, strides: 2, padding: asymmetric },
    { input: [2, 7, 7, 9], size: 7, strides: 1, padding: 'valid' },
  ];

// tfjs asks for a rounding mode with explicit padding.
const rounding = (padding: Padding) => (typeof padding === 'string' ? undefined : 'floor');

describe('pooling gradients on WASM', () => {
  for (const { input, size, strides, padding } of cases) {
    const label = `${input.join('x')}, size ${size}, stride ${strides}, padding ${JSON.stringify(padding)}`;
    for (const [name, pool] of [
      ['maximum', tf.maxPool],
      ['average', tf.avgPool],
    ] as const) {
      // Average pooling of tfjs takes symmetric padding only.
      if (name === 'average' && padding === asymmetric) continue;
      it(`of ${name} pooling equal the CPU backend's for ${label}`, () =>
        expectWasmEqualsCpu(() =>
          tf.grad((x) => {
            const y = pool(x as tf.Tensor4D, size, strides, padding as 'valid', rounding(padding));
            return y.mul(randomTensor(y.shape, 2)).sum();
          })(randomTensor<tf.Rank.R4>(input, 1)),
        ));
    }
  }

  for (const size of [2, 3]) {
    it(`of maximum pooling go to the first of equal inputs of ${size} x ${size}`, () =>
      expectWasmEqualsCpu(() =>
        tf.grad((x) =>
          tf
            .maxPool(x as tf.Tensor4D, size, 2, 'valid')
            .square()
            .sum(),
        )(randomTensor<tf.Rank.R4>([2, 9, 9, 6], 3).mul(2).round()),
      ));
  }
});

describe('a window that lies in the padding altogether', () => {
  it('takes nothing from its gradient, and the next image keeps its own', async () => {
    const padding: Padding = [
      [0, 0],
      [0, 3],
      [0, 3],
      [0, 0],
    ];
    const found = await on('wasm', () =>
      tf.grad((x) => {
        const y = tf.maxPool(x as tf.Tensor4D, 2, 2, padding, 'floor');
        return tf.sum(tf.slice(y, [0, 0, 0, 0], [2, 3, 3, 4]));
      })(tf.range(0, 2 * 6 * 6 * 4).reshape([2, 6, 6, 4])),
    );
    // The largest of each 2 x 2 window is its last pixel.
    const expected = found.map((_, i) => Number(Math.floor(i / 4) % 2 === 1 && Math.floor(i / 24) % 2 === 1));
    expect(found).toEqual(expected);
  });
});

describe('a sum on WASM', () => {
  for (const [shape, axis] of [
    [
      [3, 5, 7, 6],
      [0, 1, 2],
    ],
    [[1000, 17], 0],
    [[2, 3, 4], [0]],
    [[2, 3, 4], [1]],
    [[2, 3, 4], [-1]],
    [
      [6, 3],
      [1, 0],
    ],
    [[5], 0],
  ] as [number[], number | number[]][]) {
    it(`of ${shape.join('x')} over ${JSON.stringify(axis)} equals the CPU backend's`, async () => {
      await expectWasmEqualsCpu(() => tf.sum(randomTensor(shape, 4), axis));
      await expectWasmEqualsCpu(() => tf.sum(randomTensor(shape, 4), axis, true));
    });
  }
});
