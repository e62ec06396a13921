import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, it } from 'vitest';
import { composedFilterGradient } from '#kernels/composed-filter-gradient.ts';
import { replaceKernel } from '#kernels/wasm-backend.ts';
import { startBackends } from './backends.ts';
import { expectWasmEqualsCpu, randomTensor } from './comparison.ts';
import { convolutionCases, describeCase } from './sweep/convolution-cases.ts';

beforeAll(async () => {
  await startBackends();
  replaceKernel('Conv2DBackpropFilter', composedFilterGradient);
});

describe('the filter gradient for engines without SIMD', () => {
  for (const example of convolutionCases) {
    const { input, filter, strides, padding } = example;
    it(`equals the CPU backend's for ${describeCase(example)}`, () =>
      expectWasmEqualsCpu(() =>
        tf.grad((w) => {
          const y = tf.conv2d(randomTensor<tf.Rank.R4>(input, 1), w as tf.Tensor4D, strides, padding);
          return y.mul(randomTensor(y.shape, 3)).sum();
        })(randomTensor<tf.Rank.R4>(filter, 2)),
      ));
  }
});
