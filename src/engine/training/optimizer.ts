import * as tf from '@tensorflow/tfjs';
import { updateByPrograms } from '#kernels/webgl-weight-update.ts';
import { updateInPlace, type WeightUpdate } from '#kernels/weight-update.ts';
import type { OptimizerName, Recipe } from '#models/recipe.ts';

/** beta 2 and epsilon of Adam (Kingma & Ba 2015); RMSProp's epsilon stands inside the root, as TensorFlow's. */
const BETA2 = 0.999;
const EPSILON = 1e-8;
const RMSPROP_EPSILON = 1e-7;

const SLOTS: Readonly<Record<OptimizerName, number>> = {
  sgd: 0,
  momentum: 1,
  nesterov: 1,
  rmsprop: 1,
  adam: 2,
  adamw: 2,
};

/**
 * Updates weights in place from their gradients. Momentum buffers hold plain gradients (the learning rate is
 * outside them, as in PyTorch and TensorFlow). Weight decay acts on kernels alone (two dimensions or more).
 */
export class Optimizer {
  readonly #recipe: Recipe;
  readonly #variables: readonly tf.Variable[];
  readonly #slots: readonly (readonly tf.Variable[])[];
  #updates = 0;

  constructor(recipe: Recipe, variables: readonly tf.Variable[]) {
    this.#recipe = recipe;
    this.#variables = variables;
    this.#slots = variables.map((variable) =>
      Array.from({ length: SLOTS[recipe.optimizer] }, () =>
        tf.tidy(() => tf.variable(tf.zeros(variable.shape), false)),
      ),
    );
  }

  /** One update; `gradients` in the order of the variables. They are not disposed. */
  apply(gradients: readonly tf.Tensor[], learningRate: number): void {
    this.#updates += 1;
    this.#variables.forEach((variable, i) => {
      const update = this.#updateFor(variable.rank >= 2 ? this.#recipe.weightDecay : 0, learningRate);
      const slots = this.#slots[i]!;
      if (updateInPlace(update, variable, gradients[i]!, slots)) return;
      if (updateByPrograms(update, variable, gradients[i]!, slots)) return;
      tf.tidy(() => updateByOperations(update, variable, gradients[i]!, slots));
    });
  }

  dispose(): void {
    for (const slot of this.#slots.flat()) slot.dispose();
  }

  #updateFor(decay: number, rate: number): WeightUpdate {
    const { optimizer, momentum } = this.#recipe;
    switch (optimizer) {
      case 'sgd':
        return { rule: 'sgd', rate, decay };
      case 'momentum':
      case 'nesterov':
        return { rule: optimizer, rate, decay, momentum };
      case 'rmsprop':
        return { rule: 'rmsprop', rate, decay, decayRate: momentum, epsilon: RMSPROP_EPSILON };
      case 'adam':
      case 'adamw': {
        const rootCorrection = Math.sqrt(1 - BETA2 ** this.#updates);
        return {
          rule: 'adam',
          rate: (rate * rootCorrection) / (1 - momentum ** this.#updates),
          decay: optimizer === 'adam' ? decay : 0,
          beta1: momentum,
          beta2: BETA2,
          epsilon: EPSILON * rootCorrection,
          keep: optimizer === 'adamw' ? 1 - rate * decay : 1,
        };
      }
    }
  }
}

/** The same update on any backend. */
function updateByOperations(
  update: WeightUpdate,
  weight: tf.Variable,
  raw: tf.Tensor,
  [first, second]: readonly tf.Variable[],
): void {
  const gradient = update.decay > 0 ? tf.add(raw, tf.mul(weight, update.decay)) : raw;
  const moveAgainst = (step: tf.Tensor) => weight.assign(tf.sub(weight, tf.mul(step, update.rate)));
  switch (update.rule) {
    case 'sgd':
      moveAgainst(gradient);
      return;
    case 'momentum':
    case 'nesterov': {
      const velocity = tf.add(tf.mul(first!, update.momentum), gradient);
      first!.assign(velocity);
      moveAgainst(
        update.rule === 'momentum' ? velocity : tf.add(gradient, tf.mul(velocity, update.momentum)),
      );
      return;
    }
    case 'rmsprop': {
      const square = average(first!, tf.square(gradient), update.decayRate);
      moveAgainst(tf.div(gradient, tf.sqrt(tf.add(square, update.epsilon))));
      return;
    }
    case 'adam': {
      const mean = average(first!, gradient, update.beta1);
      const square = average(second!, tf.square(gradient), update.beta2);
      const step = tf.div(mean, tf.add(tf.sqrt(square), update.epsilon));
      weight.assign(tf.sub(tf.mul(weight, update.keep), tf.mul(step, update.rate)));
    }
  }
}

/** slot = keep * slot + (1 - keep) * value */
function average(slot: tf.Variable, value: tf.Tensor, keep: number): tf.Tensor {
  const next = tf.add(tf.mul(slot, keep), tf.mul(value, 1 - keep));
  slot.assign(next);
  return next;
}
