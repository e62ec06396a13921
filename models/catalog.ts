import type { Graph, Shape } from './graph.ts';
import type { LocalizedText } from './localized-text.ts';
import type { Preprocessing } from './preprocessing.ts';
import type { Recipe } from './recipe.ts';

export interface Paper {
  readonly authors: string;
  readonly title: string;
  readonly venue: string;
  readonly url: string;
}

/** How a published error was measured: two errors can be compared only where this is the same. */
export interface EvaluationProtocol extends LocalizedText {
  /** What was averaged for each image: crops of one net, or several nets. */
  readonly kind: 'oneCrop' | 'tenCrops' | 'manyCrops' | 'cropsNotStated' | 'ensemble';
  readonly split: 'validation' | 'test';
}

/**
 * The net that an error was measured on: one of the zoo, in one of its choices, or 'other' for a net that is not in
 * the zoo and for several that differ.
 */
export type MeasuredOn =
  | 'other'
  | { readonly id: string; readonly choices?: Readonly<Record<string, string>> };

/** An error as published, in percent, with how it was measured and where it stands. */
export interface PublishedError {
  readonly top1Error?: number;
  readonly top5Error?: number;
  readonly dataset: string;
  /** How many nets, how many crops, which split. */
  readonly protocol: EvaluationProtocol;
  readonly source: string;
  /** Where it is not the entry that quotes the error, in its default form. */
  readonly measuredOn?: MeasuredOn;
}

/** A choice that an architecture leaves open, such as LeNet-5's activation; the first value is the default. */
export interface Choice {
  readonly label: LocalizedText;
  readonly values: readonly { readonly value: string; readonly label: LocalizedText }[];
}

/**
 * How the first layers take the image: as published, or in the form for images of 28 to 64 pixels, which keeps
 * the resolution that a stem made for 224 or 299 pixels would throw away (as He et al. 2015, section 4.2, do).
 */
export type Stem = 'paper' | 'small';

/** What makes an architecture train on modest machines. */
export interface Preset {
  readonly inputShape: Shape;
  readonly width: number;
  readonly stem: Stem;
}

/** What an architecture's small-images form changes. */
export interface SmallStem {
  readonly changes: LocalizedText;
  /** The smallest height and width that it accepts. */
  readonly minimumInputSide: number;
}

export interface BuildOptions {
  readonly inputShape: Shape;
  readonly numClasses: number;
  /** Multiplies every layer's channels; 1 is the paper. */
  readonly width: number;
  /** 'paper' when absent. */
  readonly stem?: Stem;
  /** Values for the architecture's `choices`, by key. */
  readonly choices: Readonly<Record<string, string>>;
}

/** How other programs call the layers of a net in their files, where they differ from the labels here. */
export interface LayerNames {
  readonly program: 'torchvision' | 'timm' | 'others';
  /** Another name of a layer; its label here where it has no other. */
  nameOf(layer: string): string;
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
  /**
   * How photographs become its input, as the weights that are known for it were trained; weights may bring their own.
   * Absent for nets of small images, which are taken as they are.
   */
  readonly preprocessing?: Preprocessing;
  /** The smallest height and width that it accepts as published. */
  readonly minimumInputSide: number;
  /** Absent where the net takes small images as published. */
  readonly smallStem?: SmallStem;
  /** Small images and a width that need less than 50 million multiply-adds: a step of 32 images takes a second at most. */
  readonly classroom: Preset;
  readonly choices: Readonly<Record<string, Choice>>;
  /** Absent where all files of PyTorch that are known call its layers as the zoo does. */
  readonly otherLayerNames?: readonly LayerNames[];
  /** What Train offers: sensible here, not necessarily the paper's. */
  readonly recipe: Recipe;
  /** Draws the net; throws a GraphError that names the layer when the options do not fit. */
  build(options: BuildOptions): Graph;
}
