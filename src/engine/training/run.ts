import * as tf from '@tensorflow/tfjs';
import { memoryLimits } from '#engine/backend/memory-limits.ts';
import type { Dataset, ImageSet } from '#engine/data/dataset.ts';
import { stratifiedSplit } from '#engine/data/split.ts';
import { meanAndDeviation } from '#engine/data/statistics.ts';
import { EngineFailure } from '#engine/engine-failure.ts';
import { type BuiltModel, buildModel, trainableVariables } from '#engine/model/build-model.ts';
import { Random } from '#engine/random.ts';
import { labelMask, meanCrossEntropy, top1Errors } from '#engine/scores.ts';
import { evaluationBatchSize } from '#models/fit.ts';
import type { Graph } from '#models/graph.ts';
import { GraphError } from '#models/graph.ts';
import { buildGraph } from '#models/registry.ts';
import type { RunConfig, Split } from '#protocol/run-config.ts';
import type { DeviceBatch, Normalisation } from './batches.ts';
import { checkConfig } from './check-config.ts';
import { checkMemory } from './check-memory.ts';
import { releaseGradientTape, savingByReference } from './gradient-tape.ts';
import { Optimizer } from './optimizer.ts';

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

/** A net in training: its model, optimiser, data and generators. Everything random follows from config.seed. */
export class Run {
  readonly config: RunConfig;
  readonly dataset: Dataset;
  readonly built: BuiltModel;
  readonly normalisation: Normalisation;
  readonly shuffling: Random;
  readonly augmenting: Random;
  /** How many images an evaluation takes at a time without needing more memory than training. */
  readonly evaluationBatchSize: number;
  readonly #variables: tf.Variable[];
  readonly #optimizer: Optimizer;
  readonly #splits: Readonly<Record<Split, SplitImages>>;
  /** Updates done. */
  step = 0;

  /**
   * Throws an EngineFailure: modelInvalid when the net does not fit the data, configInvalid for the recipe, and
   * before anything is allocated memoryTooSmall or tensorTooLarge when the backend cannot hold it in training.
   */
  constructor(config: RunConfig, dataset: Dataset) {
    checkConfig(config);
    const random = new Random(config.seed);
    this.config = config;
    this.dataset = dataset;
    this.#splits = splits(config, dataset, random.fork('split'));
    if (this.#splits.train.indices.length === 0)
      throw new EngineFailure('datasetMissing', { split: 'train' });
    this.normalisation = meanAndDeviation(dataset.train);
    const graph = draw(config, dataset);
    const { recipe } = config;
    const limits = memoryLimits();
    checkMemory(graph, recipe, limits);
    this.evaluationBatchSize = evaluationBatchSize(graph, recipe.batchSize, recipe.optimizer, limits);
    const release = variablesFromNow();
    try {
      this.built = buildModel(graph, random.fork('weights'));
      this.#variables = trainableVariables(this.built);
      this.#optimizer = new Optimizer(recipe, this.#variables);
    } catch (error) {
      release();
      throw error;
    }
    this.shuffling = random.fork('order');
    this.augmenting = random.fork('augmentation');
    const masks = random.fork('dropout');
    this.built.setDropoutSeeds({ next: () => 1 + masks.below(2 ** 31 - 1) });
  }

  get stepsPerEpoch(): number {
    return Math.ceil(this.#splits.train.indices.length / this.config.recipe.batchSize);
  }

  split(split: Split): SplitImages {
    return this.#splits[split];
  }

  /** Held-out images to show predictions on: validation's, or the test split's when nothing is held out. */
  get heldOut(): SplitImages {
    return this.#splits.validation.indices.length > 0 ? this.#splits.validation : this.#splits.test;
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
            | tf.Tensor2D[];
          const [logits, ...heads] = Array.isArray(outputs) ? outputs : [outputs];
          const target = tf.cast(labelMask(labels, logits!.shape[1]), 'float32') as tf.Tensor2D;
          const loss = meanCrossEntropy(logits!, target);
          scores = { loss: tf.keep(loss.clone()), errors: tf.keep(top1Errors(logits!, labels)) };
          return this.built.graph.auxiliaryOutputs.reduce<tf.Scalar>(
            (total, { lossWeight }, i) =>
              tf.add(total, tf.mul(meanCrossEntropy(heads[i]!, target), lossWeight)),
            loss,
          );
        }, this.#variables),
      );
      const { grads } = gradients;
      this.#optimizer.apply(
        this.#variables.map((variable) => grads[variable.name]!),
        learningRate,
      );
    } catch (error) {
      tf.dispose({ ...scores });
      releaseGradientTape();
      throw error;
    } finally {
      tf.dispose({ ...gradients });
    }
    this.step += 1;
    return scores!;
  }

  /** Logits, [batch, classes], of normalised images as in evaluation: no dropout, moving averages. */
  predict(images: tf.Tensor4D): tf.Tensor2D {
    return tf.tidy(() => this.built.model.apply(images, { training: false }) as tf.Tensor2D);
  }

  /** Host copies of the model's weights, in the order of the training model. */
  weights(): Promise<Float32Array[]> {
    const weights = this.built.trainingModel.getWeights();
    return Promise.all(weights.map((weight) => weight.data() as Promise<Float32Array>));
  }

  /** Gives the model these weights, on the backend that is active now. */
  setWeights(values: readonly Float32Array[]): void {
    const { trainingModel } = this.built;
    tf.tidy(() => {
      const shapes = trainingModel.getWeights().map(({ shape }) => shape);
      trainingModel.setWeights(values.map((value, i) => tf.tensor(value, shapes[i]!, 'float32')));
    });
  }

  dispose(): void {
    this.#optimizer.dispose();
    this.built.dispose();
  }
}

/** Call it now; what it returns frees every variable that was made since. */
function variablesFromNow(): () => void {
  const before = new Set(Object.keys(tf.engine().state.registeredVariables));
  return () => {
    for (const [name, variable] of Object.entries(tf.engine().state.registeredVariables)) {
      if (!before.has(name)) variable.dispose();
    }
  };
}

function draw(config: RunConfig, dataset: Dataset): Graph {
  const { height, width, channels } = dataset.train;
  try {
    return buildGraph(config.model.id, {
      inputShape: [height, width, channels],
      numClasses: dataset.classNames.length,
      width: config.model.width,
      ...(config.model.stem === undefined ? {} : { stem: config.model.stem }),
      choices: config.model.choices,
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
