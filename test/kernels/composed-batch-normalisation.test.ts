import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { composedBatchNormTraining } from '#kernels/composed-batch-normalisation.ts';
import { expectClose, randomTensor } from './comparison.ts';

const epsilon = 1e-3;
const inputs = () => [randomTensor([3, 5, 4, 7], 1), randomTensor([7], 2), randomTensor([7], 3)];

/** What tfjs itself makes of the definition (Ioffe & Szegedy 2015, algorithm 1). */
function defined(x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor): tf.Tensor {
  const { mean, variance } = tf.moments(x, [0, 1, 2]);
  return tf.add(tf.mul(tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, epsilon))), gamma), beta);
}

function composed(x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor): tf.Tensor {
  const { y, mean, variance } = composedBatchNormTraining(
    x as tf.Tensor4D,
    gamma as tf.Tensor1D,
    beta as tf.Tensor1D,
    epsilon,
  );
  tf.dispose([mean, variance]);
  return y;
}

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('batch normalisation composed of operations', () => {
  it('normalises by the mean and variance of the batch', () => {
    const [x, gamma, beta] = inputs() as [tf.Tensor, tf.Tensor, tf.Tensor];
    expectClose(
      composed(x, gamma, beta).dataSync<'float32'>(),
      defined(x, gamma, beta).dataSync<'float32'>(),
    );
  });

  it('has the gradients that follow from the definition, for x, gamma and beta', () => {
    const weights = randomTensor([3, 5, 4, 7], 4);
    const gradients = (normalise: typeof defined) =>
      tf.grads((x, gamma, beta) => tf.sum(tf.mul(normalise(x!, gamma!, beta!), weights)))(inputs());
    const expected = gradients(defined);
    for (const [i, gradient] of gradients(composed).entries()) {
      expectClose(gradient.dataSync<'float32'>(), expected[i]!.dataSync<'float32'>());
    }
  });

  it('leaves no tensor behind', () => {
    const tensors = inputs();
    const before = tf.memory().numTensors;
    tf.dispose(tf.grads((x, gamma, beta) => composed(x!, gamma!, beta!).square().sum())(tensors));
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose(tensors);
  });
});
