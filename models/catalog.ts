import type { Graph, Shape } from './graph.ts';
import type { Recipe } from './recipe.ts';

/** A sentence in every language of the page. */
export interface LocalizedText {
  readonly en: string;
  readonly 'zh-Hans': string;
}

export interface Paper {
  readonly authors: string;
  readonly title: string;
  readonly venue: string;
  readonly url: string;
}

/** An error as published: never a figure without what stands behind it. Errors in percent. */
export interface PublishedError {
  readonly top1Error?: number;
  readonly top5Error?: number;
  readonly dataset: string;
  /** How many nets, how many crops, which split. */
  readonly protocol: LocalizedText;
  readonly source: string;
}

/** A choice that an architecture leaves open, such as LeNet-5's activation; the first value is the default. */
export interface Choice {
  readonly label: LocalizedText;
  readonly values: readonly { readonly value: string; readonly label: LocalizedText }[];
}

export interface BuildOptions {
  readonly inputShape: Shape;
  readonly numClasses: number;
  /** Multiplies every layer's channels; 1 is the paper. */
  readonly width: number;
  /** Values for the architecture's `choices`, by key. */
  readonly choices: Readonly<Record<string, string>>;
}

/** One entry of the zoo: the facts and the drawing. */
export interface Architecture {
  readonly id: string;
  readonly family: string;
  /** Proper name, the same in every language. */
  readonly name: string;
  readonly year: number;
  readonly paper: Paper;
  /** What the net brought, in one sentence. */
  readonly idea: LocalizedText;
  /** Every way in which this drawing departs from the paper. */
  readonly deviations: readonly LocalizedText[];
  readonly published: readonly PublishedError[];
  readonly inputShape: Shape;
  readonly numClasses: number;
  /** The smallest height and width that it accepts. */
  readonly minimumInputSide: number;
  readonly choices: Readonly<Record<string, Choice>>;
  /** What Train offers: sensible here, not necessarily the paper's. */
  readonly recipe: Recipe;
  /** Draws the net; throws a GraphError that names the layer when the options do not fit. */
  build(options: BuildOptions): Graph;
}
