import * as tf from '@tensorflow/tfjs';
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
      tf.tidy(() => this.#update(variable, gradients[i]!, this.#slots[i]!, learningRate));
    });
  }

  dispose(): void {
    for (const slot of this.#slots.flat()) slot.dispose();
  }

  #update(variable: tf.Variable, raw: tf.Tensor, slots: readonly tf.Variable[], rate: number): void {
    const { optimizer, momentum } = this.#recipe;
    const weightDecay = variable.rank >= 2 ? this.#recipe.weightDecay : 0;
    const coupled = weightDecay > 0 && optimizer !== 'adamw';
    const gradient = coupled ? tf.add(raw, tf.mul(variable, weightDecay)) : raw;
    const [first, second] = slots;
    switch (optimizer) {
      case 'sgd':
        variable.assign(tf.sub(variable, tf.mul(gradient, rate)));
        return;
      case 'momentum':
      case 'nesterov': {
        const velocity = tf.add(tf.mul(first!, momentum), gradient);
        first!.assign(velocity);
        const step = optimizer === 'momentum' ? velocity : tf.add(gradient, tf.mul(velocity, momentum));
        variable.assign(tf.sub(variable, tf.mul(step, rate)));
        return;
      }
      case 'rmsprop': {
        const square = tf.add(tf.mul(first!, momentum), tf.mul(tf.square(gradient), 1 - momentum));
        first!.assign(square);
        const step = tf.div(gradient, tf.sqrt(tf.add(square, RMSPROP_EPSILON)));
        variable.assign(tf.sub(variable, tf.mul(step, rate)));
        return;
      }
      case 'adam':
      case 'adamw': {
        const mean = tf.add(tf.mul(first!, momentum), tf.mul(gradient, 1 - momentum));
        const square = tf.add(tf.mul(second!, BETA2), tf.mul(tf.square(gradient), 1 - BETA2));
        first!.assign(mean);
        second!.assign(square);
        const rootCorrection = Math.sqrt(1 - BETA2 ** this.#updates);
        const corrected = (rate * rootCorrection) / (1 - momentum ** this.#updates);
        const step = tf.div(mean, tf.add(tf.sqrt(square), EPSILON * rootCorrection));
        const decayed = optimizer === 'adamw' ? tf.mul(variable, 1 - rate * weightDecay) : variable;
        variable.assign(tf.sub(decayed, tf.mul(step, corrected)));
        return;
      }
    }
  }
}
