import * as tf from '@tensorflow/tfjs';
import { servingModule } from './serving-module.ts';
import { msToMove } from './work-estimate.ts';

/** Weights in a block; threads share whole blocks. */
const blockSize = 1024;

/** One optimiser step for one parameter; `decay` is weight decay added to the gradient, 0 for none. */
export type WeightUpdate =
  | { readonly rule: 'sgd'; readonly rate: number; readonly decay: number }
  | {
      /** velocity = momentum * velocity + gradient; slots: velocity. */
      readonly rule: 'momentum' | 'nesterov';
      readonly rate: number;
      readonly decay: number;
      readonly momentum: number;
    }
  | {
      /** weight -= rate * gradient / sqrt(meanSquare + epsilon); slots: mean square. */
      readonly rule: 'rmsprop';
      readonly rate: number;
      readonly decay: number;
      readonly decayRate: number;
      readonly epsilon: number;
    }
  | {
      /** weight = keep * weight - rate * mean / (sqrt(meanSquare) + epsilon); slots: mean, mean square. */
      readonly rule: 'adam';
      /** With both bias corrections in it: rate * sqrt(1 - beta2^t) / (1 - beta1^t). */
      readonly rate: number;
      readonly decay: number;
      readonly beta1: number;
      readonly beta2: number;
      /** Times sqrt(1 - beta2^t). */
      readonly epsilon: number;
      /** 1, or with AdamW 1 - learning rate * weight decay. */
      readonly keep: number;
    };

/**
 * Updates a weight and its slots in place by one kernel, where the WASM backend with our kernels holds them.
 *
 * @returns whether it did. It changes nothing where another backend holds one of them, or where another tensor (a
 *   clone, a reshape) shares a buffer and would change too: update by tfjs operations then.
 */
export function updateInPlace(
  update: WeightUpdate,
  weight: tf.Tensor,
  gradient: tf.Tensor,
  slots: readonly tf.Tensor[],
): boolean {
  const module = servingModule();
  if (!module || tf.getBackend() !== 'wasm') return false;
  const { backend } = module;
  if ([weight, ...slots].some(({ dataId }) => backend.refCount(dataId) !== 1)) return false;
  // A gradient on another backend has no place in this memory.
  if (backend.refCount(gradient.dataId) === 0) return false;
  const wantedSlots = { sgd: 0, momentum: 1, nesterov: 1, rmsprop: 1, adam: 2 }[update.rule];
  if (slots.length !== wantedSlots) {
    throw new Error(`The rule '${update.rule}' has ${wantedSlots} slots a weight, not ${slots.length}.`);
  }
  for (const { size } of [gradient, ...slots]) {
    if (size !== weight.size)
      throw new Error(`A weight of ${weight.size} values has a gradient or slot of ${size}.`);
  }
  const places = [weight, gradient, ...slots].map(({ dataId }) => backend.getMemoryOffset(dataId));
  module.parallel(
    functionOf[update.rule],
    {
      items: Math.ceil(weight.size / blockSize),
      estimatedMs: msToMove(4 * weight.size * (places.length + 1)),
    },
    (first, end) => [
      ...places.map((place) => place + 4 * blockSize * first),
      Math.min(weight.size, end * blockSize) - first * blockSize,
      ...constantsOf(update),
    ],
  );
  return true;
}

const functionOf = {
  sgd: 'updateSgd',
  momentum: 'updateMomentum',
  nesterov: 'updateMomentum',
  rmsprop: 'updateRmsProp',
  adam: 'updateAdam',
} as const;

/** The last arguments of the rule's function. */
function constantsOf(update: WeightUpdate): number[] {
  const { rate, decay } = update;
  switch (update.rule) {
    case 'sgd':
      return [rate, decay];
    case 'momentum':
    case 'nesterov':
      return [rate, decay, update.momentum, update.rule === 'nesterov' ? 1 : 0];
    case 'rmsprop':
      return [rate, decay, update.decayRate, update.epsilon];
    case 'adam':
      return [rate, decay, update.beta1, update.beta2, update.epsilon, update.keep];
  }
}
