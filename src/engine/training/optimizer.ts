import * as tf from '@tensorflow/tfjs';
import { assignValues, readValues, type WeightValues } from '#engine/model/named-weights.ts';
import { updateByPrograms } from '#kernels/webgl-weight-update.ts';
import { updateInPlace, type WeightUpdate } from '#kernels/weight-update.ts';
import { itemAt } from '#models/lookup.ts';
import { OPTIMIZER_SLOTS } from '#models/optimizers.ts';
import type { Recipe } from '#models/recipe.ts';

/** beta 2 and epsilon of Adam (Kingma & Ba 2015); RMSProp's epsilon stands inside the root, as TensorFlow's. */
const BETA2 = 0.999;
const EPSILON = 1e-8;
const RMSPROP_EPSILON = 1e-7;

/**
 * Updates weights in place from their gradients. Momentum buffers hold plain gradients (the learning rate is
 * outside them, as in PyTorch and TensorFlow). Weight decay acts on kernels alone (two dimensions or more).
 */
export class Optimizer {
  readonly #recipe: Recipe;
  readonly #variables: ReadonlyMap<string, tf.Variable>;
  /** By the name of their weight, in the order of OPTIMIZER_SLOTS; made when they are first used. */
  readonly #slots = new Map<string, readonly tf.Variable[]>();

  /** `variables` are the trainable weights by name. Nothing is allocated before the first update. */
  constructor(recipe: Recipe, variables: ReadonlyMap<string, tf.Variable>) {
    this.#recipe = recipe;
    this.#variables = variables;
  }

  /**
   * One update, the `count`-th of the run (from 1); `gradientOf` gives the gradient of a weight by its name, which is
   * not disposed.
   */
  apply(gradientOf: (name: string) => tf.Tensor, learningRate: number, count: number): void {
    for (const [name, variable] of this.#variables) {
      const update = this.#updateFor(variable.rank >= 2 ? this.#recipe.weightDecay : 0, learningRate, count);
      const slots = this.#slotsOf(name, variable);
      const gradient = gradientOf(name);
      if (updateInPlace(update, variable, gradient, slots)) continue;
      if (updateByPrograms(update, variable, gradient, slots)) continue;
      tf.tidy(() => updateByOperations(update, variable, gradient, slots));
    }
  }

  /** Host copies of the slots, by the name of their weight and what they hold: `conv1/kernel/velocity`. */
  values(): Promise<WeightValues> {
    return readValues(this.#namedSlots());
  }

  /** @throws EngineFailure 'modelInvalid' for slots of another optimiser or net; nothing has changed then. */
  setValues(values: WeightValues): void {
    assignValues(this.#namedSlots(), values);
  }

  dispose(): void {
    tf.dispose([...this.#slots.values()].flat());
  }

  #namedSlots(): ReadonlyMap<string, tf.Variable> {
    const slotNames = OPTIMIZER_SLOTS[this.#recipe.optimizer];
    return new Map(
      [...this.#variables].flatMap(([name, variable]) =>
        this.#slotsOf(name, variable).map((slot, i) => [`${name}/${slotNames[i]}`, slot] as const),
      ),
    );
  }

  #slotsOf(name: string, { shape }: tf.Variable): readonly tf.Variable[] {
    let slots = this.#slots.get(name);
    if (slots === undefined) {
      slots = OPTIMIZER_SLOTS[this.#recipe.optimizer].map(() =>
        tf.tidy(() => tf.variable(tf.zeros(shape), false)),
      );
      this.#slots.set(name, slots);
    }
    return slots;
  }

  #updateFor(decay: number, rate: number, count: number): WeightUpdate {
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
        const rootCorrection = Math.sqrt(1 - BETA2 ** count);
        return {
          rule: 'adam',
          rate: (rate * rootCorrection) / (1 - momentum ** count),
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
  slots: readonly tf.Variable[],
): void {
  const gradient = update.decay > 0 ? tf.add(raw, tf.mul(weight, update.decay)) : raw;
  const moveAgainst = (step: tf.Tensor) => weight.assign(tf.sub(weight, tf.mul(step, update.rate)));
  switch (update.rule) {
    case 'sgd':
      moveAgainst(gradient);
      return;
    case 'momentum':
    case 'nesterov': {
      const buffer = itemAt(slots, 0);
      const velocity = tf.add(tf.mul(buffer, update.momentum), gradient);
      buffer.assign(velocity);
      moveAgainst(
        update.rule === 'momentum' ? velocity : tf.add(gradient, tf.mul(velocity, update.momentum)),
      );
      return;
    }
    case 'rmsprop': {
      const square = updateMovingAverage(itemAt(slots, 0), tf.square(gradient), update.decayRate);
      moveAgainst(tf.div(gradient, tf.sqrt(tf.add(square, update.epsilon))));
      return;
    }
    case 'adam': {
      const mean = updateMovingAverage(itemAt(slots, 0), gradient, update.beta1);
      const square = updateMovingAverage(itemAt(slots, 1), tf.square(gradient), update.beta2);
      const step = tf.div(mean, tf.add(tf.sqrt(square), update.epsilon));
      weight.assign(tf.sub(tf.mul(weight, update.keep), tf.mul(step, update.rate)));
    }
  }
}

/** average = decay * average + (1 - decay) * value */
function updateMovingAverage(average: tf.Variable, value: tf.Tensor, decay: number): tf.Tensor {
  const next = tf.add(tf.mul(average, decay), tf.mul(value, 1 - decay));
  average.assign(next);
  return next;
}
