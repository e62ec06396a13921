import type { Augmentation } from '#models/recipe.ts';
import type { EngineError } from './errors.ts';

/** A set of the registry (`src/datasets`), generated ones included. */
export interface RegisteredDataset {
  readonly id: string;
  /** Generated sets only: how many images to generate. */
  readonly trainCount?: number;
  readonly testCount?: number;
}

/** The user's own images. The fingerprint says which: SHA-256 over labels and pixels, in hexadecimal. */
export interface OwnDataset {
  readonly id: 'own';
  readonly name: string;
  readonly fingerprint: string;
}

/** Which data a run trains on: small enough for an address, and exact enough that no run claims another's data. */
export type DatasetConfig = RegisteredDataset | OwnDataset;

export function isOwn(config: DatasetConfig): config is OwnDataset {
  return config.id === 'own';
}

/** Whether two configs mean the same images; own sets are told apart by their content, whatever they are called. */
export function isSameDataset(a: DatasetConfig, b: DatasetConfig): boolean {
  if (isOwn(a) || isOwn(b)) return isOwn(a) && isOwn(b) && a.fingerprint === b.fingerprint;
  return a.id === b.id && a.trainCount === b.trainCount && a.testCount === b.testCount;
}

/** A file that the user gave; its content is read in the worker. */
export interface UserFile {
  /** Its name, after those of the folders that it was given in, with slashes between them. */
  readonly path: string;
  readonly file: File;
}

/** A file that is not in the set, and why. */
export interface SkippedFile {
  readonly path: string;
  readonly reason: EngineError;
}

/** What was decided about files that do not say it themselves. */
export interface DataNote {
  readonly kind: /** Details: count. There was no test split, so images were held out for one. */
    | 'testHeldOut'
    /** Details: count. The images under 'val' are training images, for there is a test split beside. */
    | 'validationJoined'
    /** Details: count. The images under 'val' are the test split. */
    | 'validationIsTest'
    /** Details: height, width. Images of other sizes were resized and cropped. */
    | 'resized'
    /** Details: from, to. The range of numbers that became 0 to 255. */
    | 'pixelsScaled'
    /** Labels began at 1. */
    | 'labelsFromOne'
    /** Rows and columns were swapped. */
    | 'transposed'
    /** Details: count. Files of the test split that are training images as well, byte for byte. */
    | 'testAlsoInTraining'
    /** Details: file, count. A table said what so many images show. */
    | 'labelsFromFile'
    /** Details: file, count, present. A list gave the classes, of which some have no image here. */
    | 'classesFromFile'
    /** This browser gives back other pixels than it draws. */
    | 'pixelsAltered';
  readonly details: Readonly<Record<string, number | string>>;
}

export type DatasetSource =
  /** Generated on the spot, or from this computer's own copy, the page's server, then public mirrors. */
  | { readonly kind: 'registered'; readonly config: RegisteredDataset }
  /** The user's files, recognised by their content. */
  | {
      readonly kind: 'files';
      readonly files: readonly UserFile[];
      /** Whether images have rows and columns swapped, where somebody says so. */
      readonly transposed?: boolean;
    };

export interface DatasetSummary {
  /** What a run's config names it by. */
  readonly config: DatasetConfig;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly classNames: readonly string[];
  readonly trainCount: number;
  readonly testCount: number;
  /** Images of each class. */
  readonly trainHistogram: readonly number[];
  readonly testHistogram: readonly number[];
  /** Of the training pixels, scaled to 0 to 1; one for each channel. */
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
  /** SHA-256 over labels and pixels of both splits, in hexadecimal. */
  readonly fingerprint: string;
  readonly origin: 'generated' | 'cache' | 'server' | 'mirror' | 'files';
  /** Whether it will be there on the next visit without the network. */
  readonly kept: boolean;
  /** Set when keeping it failed; the data is usable all the same. */
  readonly keepError?: EngineError;
  /** Files that are not in it: how many, and the first of them. */
  readonly skippedCount: number;
  readonly skipped: readonly SkippedFile[];
  readonly notes: readonly DataNote[];
}

/** Where loading stands, in bytes for files and in images for generated data. */
export interface LoadingProgress {
  readonly phase: 'downloading' | 'reading' | 'generating';
  readonly file: string;
  readonly unit: 'bytes' | 'images';
  readonly done: number;
  /** 0 while unknown. */
  readonly total: number;
}

/** Images as bytes to show: height x width x channels each. */
export interface ImageBatch {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly pixels: Uint8Array<ArrayBuffer>;
  readonly labels: Uint16Array<ArrayBuffer>;
}

export interface ImageChanges {
  readonly augmentation: Augmentation;
  /** The same seed gives the same changes. */
  readonly seed: number;
}

/** The set's own splits, of which the held-out images are a part of 'train'. */
export type SourceSplit = 'train' | 'test';

export interface LoadDataset {
  readonly type: 'loadDataset';
  readonly requestId: string;
  readonly source: DatasetSource;
}

/** Deletes this browser's copy of a set of the registry; what is loaded stays. */
export interface ForgetDataset {
  readonly type: 'forgetDataset';
  readonly requestId: string;
  readonly id: string;
}

export interface ReadImages {
  readonly type: 'readImages';
  readonly requestId: string;
  readonly split: SourceSplit;
  readonly indices: readonly number[];
  /** Random changes to apply before showing; none when absent. */
  readonly changes?: ImageChanges;
}

export type DataCommand = LoadDataset | ForgetDataset | ReadImages;

export type DataEvent =
  | { readonly type: 'datasetProgressed'; readonly requestId: string; readonly progress: LoadingProgress }
  | { readonly type: 'datasetLoaded'; readonly requestId: string; readonly summary: DatasetSummary }
  | { readonly type: 'datasetForgotten'; readonly requestId: string }
  | {
      readonly type: 'imagesRead';
      readonly requestId: string;
      readonly split: SourceSplit;
      readonly indices: readonly number[];
      readonly images: ImageBatch;
    };
