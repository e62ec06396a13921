import type { LocalizedText } from './catalog.ts';

/** How a net is trained: plain facts, small enough for a URL. */

export type OptimizerName = 'sgd' | 'momentum' | 'nesterov' | 'rmsprop' | 'adam' | 'adamw';
export type ScheduleName = 'constant' | 'step' | 'cosine' | 'oneCycle';

/** Random changes of each training image, drawn anew every epoch. */
export interface Augmentation {
  /** Largest shift along each axis, in pixels. */
  readonly shiftPixels: number;
  /** Largest rotation either way, in degrees. */
  readonly rotationDegrees: number;
  /** Largest relative change of size either way, such as 0.1. */
  readonly scaleFraction: number;
  /** Mirror left and right with probability one half. */
  readonly flip: boolean;
}

export interface Recipe {
  readonly optimizer: OptimizerName;
  /** The peak that the schedule works from. */
  readonly learningRate: number;
  /** Momentum of 'momentum' and 'nesterov', decay of 'rmsprop', beta 1 of 'adam' and 'adamw'; unused by 'sgd'. */
  readonly momentum: number;
  /** Decoupled for 'adamw'; otherwise added to the gradient. Kernels only: no bias, no batch norm. */
  readonly weightDecay: number;
  readonly schedule: ScheduleName;
  /** Updates over which the learning rate climbs from 0; 0 for none. 'oneCycle' has its own climb. */
  readonly warmupSteps: number;
  /** 'step': multiply by `stepFactor` every so many epochs. */
  readonly stepEpochs: number;
  readonly stepFactor: number;
  readonly batchSize: number;
  readonly epochs: number;
  readonly augmentation: Augmentation;
}

export const NO_AUGMENTATION: Augmentation = {
  shiftPixels: 0,
  rotationDegrees: 0,
  scaleFraction: 0,
  flip: false,
};

/** The optimiser that nearly every paper of the zoo names, with a batch and a length for modest machines. */
export const MOMENTUM_RECIPE: Recipe = {
  optimizer: 'momentum',
  learningRate: 0.01,
  momentum: 0.9,
  weightDecay: 0.0005,
  schedule: 'cosine',
  warmupSteps: 100,
  stepEpochs: 30,
  stepFactor: 0.1,
  batchSize: 64,
  epochs: 10,
  augmentation: NO_AUGMENTATION,
};

/** For deep nets without batch normalisation, which plain momentum is slow to move away from equal probabilities. */
export const ADAM_RECIPE: Recipe = { ...MOMENTUM_RECIPE, optimizer: 'adam', learningRate: 0.0005 };

/** What entries with `ADAM_RECIPE` say of it, by how the original was trained. */
export const ADAM_FOR_MOMENTUM: LocalizedText = {
  en: 'The recipe that Train offers uses Adam; the original was trained by stochastic gradient descent with momentum.',
  'zh-Hans': '训练页提供的方案使用 Adam；原作采用带动量的随机梯度下降。',
};
export const ADAM_FOR_RMSPROP: LocalizedText = {
  en: 'The recipe that Train offers uses Adam; the original was trained by RMSProp.',
  'zh-Hans': '训练页提供的方案使用 Adam；原作采用 RMSProp。',
};
