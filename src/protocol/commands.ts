import type { Augmentation } from '#models/recipe.ts';
import type { BackendPreference, DatasetConfig, RunConfig, Split } from './run-config.ts';

/** A file that the user gave; its content is read in the worker. */
export type UserFile = File;

export type DatasetSource =
  /** Generated digits, or MNIST from this computer's cache, the server's own route, then public mirrors. */
  | { readonly kind: 'builtIn'; readonly config: DatasetConfig }
  /** The four IDX files of MNIST, gzipped or not, in any order. */
  | { readonly kind: 'files'; readonly files: readonly UserFile[] };

export interface ImageChanges {
  readonly augmentation: Augmentation;
  /** The same seed gives the same changes. */
  readonly seed: number;
}

/** What the page asks of the engine, in the imperative. */
export type Command =
  | {
      readonly type: 'selectBackend';
      readonly preference: BackendPreference;
      /** Threads for WASM; 0 leaves the choice to the engine. */
      readonly threads: number;
    }
  | { readonly type: 'loadDataset'; readonly requestId: string; readonly source: DatasetSource }
  | { readonly type: 'cancelLoading'; readonly requestId: string }
  | { readonly type: 'forgetDataset'; readonly requestId: string; readonly dataset: 'mnist' }
  | {
      readonly type: 'readImages';
      readonly requestId: string;
      readonly split: 'train' | 'test';
      readonly indices: readonly number[];
      /** Random changes to show them with; the images themselves when absent. */
      readonly changes?: ImageChanges;
    }
  /** A few steps on a net that is thrown away, to foretell how long an epoch takes. Refused while training. */
  | { readonly type: 'measureSpeed'; readonly requestId: string; readonly config: RunConfig }
  | { readonly type: 'startTraining'; readonly runId: string; readonly config: RunConfig }
  | { readonly type: 'pauseTraining'; readonly runId: string }
  | { readonly type: 'resumeTraining'; readonly runId: string }
  | { readonly type: 'stopTraining'; readonly runId: string }
  | { readonly type: 'evaluate'; readonly requestId: string; readonly runId: string; readonly split: Split }
  | { readonly type: 'cancelEvaluation'; readonly requestId: string }
  | {
      /** A drawing: ink from 0 to 255, row by row; the engine crops, scales and centres it as MNIST's are. */
      readonly type: 'classifyDrawing';
      readonly requestId: string;
      readonly runId: string;
      readonly width: number;
      readonly height: number;
      readonly ink: Uint8Array<ArrayBuffer>;
    };

export type CommandType = Command['type'];
