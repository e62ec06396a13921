import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import plainUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simdUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threadedUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import { beforeAll, describe, expect, it } from 'vitest';
import { instantiateKernels } from '#kernels/module.ts';
import { registerWasmKernels } from '#kernels/register.ts';
import type { WasmBackend } from '#kernels/wasm-backend.ts';
import { expectWasmEqualsCpu, randomTensor } from './comparison.ts';
import { convolutionCases, describeCase } from './convolution-cases.ts';

beforeAll(async () => {
  setWasmPaths({
    'tfjs-backend-wasm.wasm': plainUrl,
    'tfjs-backend-wasm-simd.wasm': simdUrl,
    'tfjs-backend-wasm-threaded-simd.wasm': threadedUrl,
  });
  expect(await tf.setBackend('wasm')).toBe(true);
  await registerWasmKernels();
});

describe('our kernels in Chromium', () => {
  it('use relaxed SIMD, on shared memory where the page is isolated', async () => {
    await tf.setBackend('wasm');
    const module = await instantiateKernels(tf.backend() as unknown as WasmBackend);
    expect(module?.name).toBe(
      globalThis.crossOriginIsolated ? 'kernels-relaxed-shared.wasm' : 'kernels-relaxed.wasm',
    );
  });

  for (const example of convolutionCases) {
    const { input, filter, strides, padding } = example;
    it(`give the CPU backend's convolution and gradients for ${describeCase(example)}`, async () => {
      const loss = (x: tf.Tensor4D, w: tf.Tensor4D) => tf.conv2d(x, w, strides, padding).square().sum();
      const x = () => randomTensor<tf.Rank.R4>(input, 1);
      const w = () => randomTensor<tf.Rank.R4>(filter, 2);
      await expectWasmEqualsCpu(() => tf.conv2d(x(), w(), strides, padding));
      await expectWasmEqualsCpu(() => tf.grad((v) => loss(v as tf.Tensor4D, w()))(x()));
      await expectWasmEqualsCpu(() => tf.grad((v) => loss(x(), v as tf.Tensor4D))(w()));
    });
  }

  for (const [rows, terms, columns] of [
    [1, 1, 1],
    [128, 400, 120],
    [33, 601, 17],
    [6, 513, 3],
  ] as const) {
    it(`give the CPU backend's products of ${rows} x ${terms} x ${columns}, transposed or not`, async () => {
      for (const transposeA of [false, true]) {
        for (const transposeB of [false, true]) {
          await expectWasmEqualsCpu(() =>
            tf.matMul(
              randomTensor(transposeA ? [terms, rows] : [rows, terms], 1),
              randomTensor(transposeB ? [columns, terms] : [terms, columns], 2),
              transposeA,
              transposeB,
            ),
          );
        }
      }
    });
  }

  it("give the CPU backend's gradients of maximum pooling, ReLU and joined branches", async () => {
    for (const [size, padding] of [
      [2, 'valid'],
      [3, 'same'],
    ] as const) {
      await expectWasmEqualsCpu(() =>
        tf.grad((x) => {
          const branch = tf.relu(tf.maxPool(x as tf.Tensor4D, size, 2, padding));
          return tf.concat([branch, branch.square()], 3).mul(2).sum();
        })(randomTensor<tf.Rank.R4>([3, 11, 9, 7], 1)),
      );
    }
  });
});
