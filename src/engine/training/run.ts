import * as tf from '@tensorflow/tfjs';
import { memoryLimits } from '#engine/backend/memory-limits.ts';
import type { Changes } from '#engine/data/batch-stream.ts';
import type { Dataset, ImageSet } from '#engine/data/image-set.ts';
import { amongImageNetClasses } from '#engine/data/imagenet-classes.ts';
import { prepareDataset } from '#engine/data/prepared-images.ts';
import { stratifiedSplit } from '#engine/data/split.ts';
import { EngineFailure } from '#engine/engine-failure.ts';
import { labelMask, meanCrossEntropy, top1Errors } from '#engine/evaluation/scores.ts';
import { type BuiltModel, buildModel } from '#engine/model/build-model.ts';
import { assignValues, readValues, type WeightValues } from '#engine/model/named-weights.ts';
import { Random } from '#engine/random.ts';
import { type Graph, GraphError } from '#models/graph.ts';
import { itemAt, lookUp } from '#models/lookup.ts';
import { buildGraph } from '#models/registry.ts';
import type { Plan } from '#protocol/run.ts';
import type { RunConfig, Split } from '#protocol/run-config.ts';
import { checkConfig } from './check-config.ts';
import type { DeviceBatch } from './device-batch.ts';
import { releaseGradientTape, savingByReference } from './gradient-tape.ts';
import { Optimizer } from './optimizer.ts';
import { planRun } from './plan.ts';

/** What one step measured on its batch, still on the device: [] each. */
export interface StepScores {
  /** Mean cross-entropy per example; auxiliary heads not counted. */
  readonly loss: tf.Scalar;
  /** Number of examples whose most probable class is not the true one. */
  readonly errors: tf.Scalar;
}

/** Which images of which set belong to a split. */
export interface SplitImages {
  readonly set: ImageSet;
  readonly indices: Uint32Array;
}

const LARGEST_MASK_SEED = 2 ** 31 - 1;

/**
 * A net in training: its model, optimiser and data. Everything random follows from config.seed and from the place
 * where it is used (epoch, index, step, layer), so that it can be computed ahead or again.
 */
export class Run {
  readonly config: RunConfig;
  /** As the net takes it in. */
  readonly dataset: Dataset;
  readonly built: BuiltModel;
  readonly plan: Plan;
  readonly #random: Random;
  readonly #variables: ReadonlyMap<string, tf.Variable>;
  readonly #trainable: ReadonlyMap<string, tf.Variable>;
  readonly #optimizer: Optimizer;
  readonly #splits: Readonly<Record<Split, SplitImages>>;
  /** Updates done. */
  step = 0;
  /** Sees the gradients of each update before it is made; they are gone afterwards. */
  onGradients: ((gradients: readonly tf.Tensor[]) => void) | undefined;

  /**
   * Throws an EngineFailure: modelInvalid when the net does not fit the data, configInvalid for the recipe, and
   * before anything is allocated memoryTooSmall or tensorTooLarge when the backend cannot hold it in training.
   */
  constructor(config: RunConfig, dataset: Dataset) {
    checkConfig(config);
    this.#random = new Random(config.seed);
    this.config = config;
    this.dataset = datasetFor(config, dataset);
    this.#splits = splits(config, this.dataset, this.#random.fork('split'));
    const graph = graphFor(config, this.dataset);
    const { train, validation } = this.#splits;
    const counts = { train: train.indices.length, validation: validation.indices.length };
    this.plan = planRun(graph, config.recipe, counts, memoryLimits());
    const release = variablesFromNow();
    try {
      this.built = buildModel(graph, this.#random.fork('weights'));
      const weights = [...this.built.weights];
      this.#variables = new Map(weights.map(([name, { variable }]) => [name, variable]));
      this.#trainable = new Map(
        weights.filter(([, { isTrainable }]) => isTrainable).map(([name, { variable }]) => [name, variable]),
      );
      this.#optimizer = new Optimizer(config.recipe, this.#trainable);
    } catch (error) {
      release();
      throw error;
    }
    const masks = this.#random.fork('dropout');
    this.built.setMaskSeeds({
      of: (layer) => 1 + masks.fork(layer).at(this.step).below(LARGEST_MASK_SEED),
    });
  }

  split(split: Split): SplitImages {
    return this.#splits[split];
  }

  /** Held-out images to show predictions on: validation's, or the test split's when nothing is held out. */
  get heldOut(): SplitImages {
    return this.#splits.validation.indices.length > 0 ? this.#splits.validation : this.#splits.test;
  }

  /** The training images in the order of an epoch, from 1. */
  orderOf(epoch: number): Uint32Array {
    const order = this.#splits.train.indices.slice();
    this.#random.fork('order').at(epoch).shuffle(order);
    return order;
  }

  /** How the training images are changed in an epoch, from 1. */
  changesOf(epoch: number): Changes {
    const random = this.#random.fork('augmentation').at(epoch);
    return { augmentation: this.config.recipe.augmentation, randomOf: (index) => random.at(index) };
  }

  /**
   * One optimiser update. The scores stay on the device; the caller disposes them. A step that fails, for lack of
   * memory above all, leaves nothing behind.
   */
  update({ images, labels }: DeviceBatch, learningRate: number): StepScores {
    let scores: StepScores | undefined;
    let gradients: ReturnType<typeof tf.variableGrads> | undefined;
    try {
      gradients = savingByReference(() =>
        tf.variableGrads(() => {
          const outputs = this.built.trainingModel.apply(images, { training: true }) as
            | tf.Tensor2D
            | [tf.Tensor2D, ...tf.Tensor2D[]];
          const [logits, ...heads] = Array.isArray(outputs) ? outputs : [outputs];
          const target = tf.cast(labelMask(labels, logits.shape[1]), 'float32') as tf.Tensor2D;
          const loss = meanCrossEntropy(logits, target);
          scores = { loss: tf.keep(loss.clone()), errors: tf.keep(top1Errors(logits, labels)) };
          return this.built.graph.auxiliaryOutputs.reduce<tf.Scalar>(
            (total, { lossWeight }, i) =>
              tf.add(total, tf.mul(meanCrossEntropy(itemAt(heads, i), target), lossWeight)),
            loss,
          );
        }, [...this.#trainable.values()]),
      );
      this.onGradients?.(Object.values(gradients.grads));
      const grads = new Map(Object.entries(gradients.grads));
      const gradientOf = (name: string) => lookUp(grads, lookUp(this.#trainable, name).name);
      this.#optimizer.apply(gradientOf, learningRate, this.step + 1);
    } catch (error) {
      tf.dispose({ ...scores });
      releaseGradientTape();
      throw error;
    } finally {
      tf.dispose({ ...gradients });
    }
    this.step += 1;
    if (scores === undefined) throw new Error('a step without scores');
    return scores;
  }

  /** Logits, [batch, classes], of normalised images as in evaluation: no dropout, moving averages. */
  predict(images: tf.Tensor4D): tf.Tensor2D {
    return tf.tidy(() => this.built.model.apply(images, { training: false }) as tf.Tensor2D);
  }

  /** Host copies of the weights and moving averages, by name. */
  weights(): Promise<WeightValues> {
    return readValues(this.#variables);
  }

  /** Host copies of what the optimiser keeps beside the weights, by name: `conv1/kernel/velocity`. */
  slots(): Promise<WeightValues> {
    return this.#optimizer.values();
  }

  /**
   * Puts the run where one with the same config was after `step` updates.
   * @throws EngineFailure 'modelInvalid' for the tensors of another net or optimiser.
   */
  restore({
    step,
    weights,
    slots,
  }: {
    readonly step: number;
    readonly weights: WeightValues;
    readonly slots: WeightValues;
  }): void {
    this.setWeights(weights);
    this.#optimizer.setValues(slots);
    this.step = step;
  }

  /** Gives the net these weights, on the backend that is active now. */
  setWeights(values: WeightValues): void {
    assignValues(this.#variables, values);
  }

  /** Gives the net these weights and leaves the others as they are. @throws EngineFailure 'modelInvalid'. */
  setSomeWeights(values: WeightValues): void {
    const names = [...values.keys()];
    assignValues(new Map(names.map((name) => [name, lookUp(this.#variables, name)])), values);
  }

  dispose(): void {
    this.#optimizer.dispose();
    this.built.dispose();
  }
}

/** Returns a function that disposes every variable made after this call. */
function variablesFromNow(): () => void {
  const before = new Set(Object.keys(tf.engine().state.registeredVariables));
  return () => {
    for (const [name, variable] of Object.entries(tf.engine().state.registeredVariables)) {
      if (!before.has(name)) variable.dispose();
    }
  };
}

/** The data as the net takes it in: its images prepared, its classes those of the net. */
export function datasetFor({ model: { preprocessing, classes } }: RunConfig, dataset: Dataset): Dataset {
  const ofNet = classes === 'imagenet' ? amongImageNetClasses(dataset) : dataset;
  return preprocessing === undefined ? ofNet : prepareDataset(ofNet, preprocessing);
}

/** The net for data as `datasetFor` gives it. @throws EngineFailure 'modelInvalid'. */
export function graphFor({ model }: RunConfig, dataset: Dataset): Graph {
  const { height, width, channels } = dataset.train;
  try {
    return buildGraph(model.id, {
      inputShape: [height, width, channels],
      numClasses: dataset.classNames.length,
      width: model.width,
      ...(model.stem === undefined ? {} : { stem: model.stem }),
      choices: model.choices,
    });
  } catch (error) {
    if (error instanceof GraphError) throw new EngineFailure('modelInvalid', { message: error.message });
    throw error;
  }
}

function splits(config: RunConfig, dataset: Dataset, random: Random): Record<Split, SplitImages> {
  const { train, validation } = stratifiedSplit(dataset.train.labels, config.validationFraction, random);
  return {
    train: { set: dataset.train, indices: train },
    validation: { set: dataset.train, indices: validation },
    test: { set: dataset.test, indices: Uint32Array.from({ length: dataset.test.count }, (_, i) => i) },
  };
}
