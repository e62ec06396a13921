import * as tf from '@tensorflow/tfjs';
import { hasSoftmaxCrossEntropy, softmaxCrossEntropy } from '#kernels/cross-entropy.ts';

/**
 * [batch, classes]: true at the label. tfjs's own oneHot writes four bytes an element on WASM whatever its dtype,
 * beyond the end of a tensor of booleans.
 */
export function labelMask(labels: tf.Tensor1D, classes: number): tf.Tensor2D {
  return tf.tidy(() => {
    const column = tf.reshape(tf.cast(labels, 'float32'), [labels.size, 1]);
    return tf.equal(column, tf.range(0, classes, 1, 'float32'));
  });
}

/**
 * Cross-entropy of each example, [batch], from logits [batch, classes] and labels [batch] (int32).
 */
export function crossEntropy(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor1D {
  return tf.tidy(() => {
    const target = labelMask(labels, logits.shape[1]);
    return tf.losses.softmaxCrossEntropy(target, logits, undefined, 0, tf.Reduction.NONE) as tf.Tensor1D;
  });
}

/**
 * Mean cross-entropy over the examples, [], from logits [batch, classes] and `target`, 1 at the true class and 0
 * elsewhere [batch, classes]; as `crossEntropy`, in half as many kernels forward and backward, and in one each
 * where there is one.
 */
export function meanCrossEntropy(logits: tf.Tensor2D, target: tf.Tensor2D): tf.Scalar {
  if (hasSoftmaxCrossEntropy()) return softmaxCrossEntropy(logits, target);
  const loss = tf.customGrad((...inputs) => {
    const [logits, save] = inputs as [tf.Tensor2D, tf.GradSaveFunc];
    const centred = tf.sub(logits, tf.max(logits, 1, true));
    const exponentials = tf.exp(centred);
    const total = tf.sum(exponentials, 1, true);
    const own = tf.sum(tf.mul(centred, target), 1, true);
    save([tf.div(exponentials, total), target]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [probabilities, target] = saved as [tf.Tensor2D, tf.Tensor2D];
      return [tf.mul(tf.sub(probabilities, target), tf.div(dy, probabilities.shape[0]))];
    };
    return {
      value: tf.mean(tf.sub(tf.log(total), own)),
      gradFunc: gradFunc as (dy: tf.Tensor) => tf.Tensor[],
    };
  });
  return loss(logits) as tf.Scalar;
}

/**
 * Number of examples, [], whose most probable class is not the true one; of equal ones the first counts. For training
 * alone, which ends at a loss that is no number: what argMax makes of NaN is the backend's.
 */
export function top1Errors(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar {
  return tf.tidy(() => tf.sum(tf.cast(tf.notEqual(tf.argMax(logits, 1), labels), 'float32')));
}

/** [batch, 1]: 0, or NaN for a row that is not all finite. Backends differ in what their max, argMax and softmax do of NaN. */
function notANumber(logits: tf.Tensor2D): tf.Tensor2D {
  return tf.sum(tf.mul(logits, 0), 1, true);
}

/** Probability of every class, [batch, classes]; NaN throughout the row of an image that a net gives no numbers for. */
export function probabilities(logits: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => tf.add(tf.softmax(logits), notANumber(logits)));
}

/**
 * How many classes come before the true one, [batch]: 0 when the most probable class is the true one, below 5
 * when it is among the five most probable. Equal logits are ordered by class, as by argMax. NaN where a net gives no
 * numbers: no class is the most probable then, and none among the five.
 */
export function ranks(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor1D {
  return tf.tidy(() => {
    const [batch, classes] = logits.shape;
    const target = labelMask(labels, classes);
    const own = tf.reshape(tf.sum(tf.where(target, logits, tf.zerosLike(logits)), 1), [batch, 1]);
    const order = tf.range(0, classes, 1, 'float32');
    const before = tf.less(order, tf.reshape(tf.cast(labels, 'float32'), [batch, 1]));
    const greater = tf.cast(tf.greater(logits, own), 'float32');
    const tied = tf.cast(tf.logicalAnd(tf.equal(logits, own), before), 'float32');
    return tf.add(tf.sum(tf.add(greater, tied), 1), tf.reshape(notANumber(logits), [batch]));
  });
}

/** Number of examples, [], whose true class is not among the `k` most probable; a rank of NaN is not. */
export function errorsAt(k: number, rank: tf.Tensor1D): tf.Scalar {
  return tf.tidy(() => tf.sum(tf.cast(tf.logicalNot(tf.less(rank, k)), 'float32')));
}
