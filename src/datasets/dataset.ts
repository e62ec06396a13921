import type { LocalizedText } from '#models/localized-text.ts';
import type { Augmentation } from '#models/recipe.ts';

/**
 * A data set as plain facts; images and labels are fetched, or drawn, by whoever reads them. A new format is one more
 * member here and one more reader in the engine.
 */
export type DatasetFacts = GeneratedDataset | PublishedDataset;
export type GeneratedDataset = Facts<GeneratedContent>;
export type PublishedDataset = IdxDataset | CifarDataset;
export type IdxDataset = Facts<IdxContent>;
export type CifarDataset = Facts<CifarContent>;

interface Facts<Content> {
  /** Its name in addresses and configs, and that of its folder on the server and in storage: lower case and hyphens. */
  readonly id: string;
  readonly name: LocalizedText;
  /** What it shows, in one sentence or two. */
  readonly about: LocalizedText;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** In the order of the labels, from 0; a plain string where every language writes it alike. */
  readonly classNames: readonly (string | LocalizedText)[];
  /** Of a set that is drawn: how many are drawn when nobody says otherwise. */
  readonly trainCount: number;
  readonly testCount: number;
  readonly content: Content;
  readonly origin: DatasetOrigin;
  /** Random changes that leave an image what it is: no mirrored letters. */
  readonly augmentation: Augmentation;
}

export interface DatasetOrigin {
  readonly authors: string;
  readonly year: number;
  readonly url: string;
  /** As its authors name it; SPDX where there is such a name. */
  readonly licence: string;
}

/** Drawn on the spot by the engine; nothing is fetched or kept. */
interface GeneratedContent {
  readonly format: 'generated';
  readonly generator: 'digits' | 'shapes';
  /** The most images of one split that a browser should be asked to hold. */
  readonly mostImages: number;
}

/** Four files in the format of MNIST's, gzipped. */
interface IdxContent extends Published {
  readonly format: 'idx';
  readonly files: readonly IdxFile[];
}

export interface IdxFile extends PublishedFile {
  readonly holds: 'images' | 'labels';
  readonly split: 'train' | 'test';
}

/** One tar, gzipped, of files in CIFAR's binary layout. */
interface CifarContent extends Published {
  readonly format: 'cifar';
  /** Which label counts where each image has two, of a few classes and of many. */
  readonly labels: 'fine' | 'coarse';
}

/** What files of a family are like beside what IDX says of itself. */
export interface IdxConvention {
  /** Of the files. */
  readonly names: RegExp;
  /** Rows and columns are swapped. */
  readonly transposed: boolean;
  /** The number that the first class goes by. */
  readonly firstLabel: number;
  readonly classNames: readonly string[];
}

/** What all sets share that are fetched as files. */
interface Published {
  /** The folder of the files on the server and in storage, where several sets are made of the same; else the id. */
  readonly folder?: string;
  readonly files: readonly PublishedFile[];
  /** In the order in which they are asked. */
  readonly mirrors: readonly Mirror[];
}

export interface PublishedFile {
  readonly name: string;
  readonly sizeBytes: number;
  /** In hexadecimal. */
  readonly sha256: string;
}

export interface Mirror {
  /** Ends in a slash; a file's name is added to it. */
  readonly url: string;
  /** Whether it is https and sends CORS headers. The others serve only programs outside the browser. */
  readonly readableByPages: boolean;
}

/** Where a set's files lie on the server and in storage. */
export function folderOf({ id, content }: PublishedDataset): string {
  return content.folder ?? id;
}

export function isPublished(facts: DatasetFacts): facts is PublishedDataset {
  return facts.content.format !== 'generated';
}
