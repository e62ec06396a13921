import type { Stem } from '#models/catalog.ts';
import type { Shape } from '#models/graph.ts';
import type { Preprocessing } from '#models/preprocessing.ts';
import type { Recipe } from '#models/recipe.ts';
import type { DatasetConfig } from './data.ts';

export interface ModelConfig {
  readonly id: string;
  /** What is left out is as published. */
  readonly inputShape?: Shape;
  readonly width: number;
  /** 'paper' when absent. */
  readonly stem?: Stem;
  /**
   * How images become its input. When absent they are as the set has them, normalised by the mean and the deviation of
   * the training images.
   */
  readonly preprocessing?: Preprocessing;
  /** Whether its outputs are the 1,000 classes of ImageNet, of which the set may have some; else they are the set's. */
  readonly classes?: 'imagenet';
  /** Values of the architecture's open choices, by key. */
  readonly choices: Readonly<Record<string, string>>;
}

/** Everything that determines a run but the backend: the same config gives the same run. */
export interface RunConfig {
  readonly model: ModelConfig;
  readonly dataset: DatasetConfig;
  readonly recipe: Recipe;
  /** Part of each class of the training split that is held out, 0 to 0.5. */
  readonly validationFraction: number;
  /** Whole number from 0 to 2^32 - 1: weights, split, order, augmentation and dropout all follow from it. */
  readonly seed: number;
}

export type Split = 'train' | 'validation' | 'test';
