import type { Recipe } from '#models/recipe.ts';
import type { BackendInfo } from './backend.ts';
import type { DatasetSummary } from './data.ts';
import type { EngineError } from './errors.ts';
import type { EvaluationResult } from './evaluation.ts';
import type { LoadedWeights } from './loaded-weights.ts';
import type { EpochResult, Plan, StepPoint } from './run.ts';
import type { RunConfig } from './run-config.ts';

/** A run that outlives the page, as it was at its newest checkpoint. */
export interface KeptRun {
  readonly id: string;
  /** Empty until somebody names it. */
  readonly name: string;
  readonly note: string;
  readonly tags: readonly string[];
  readonly isStarred: boolean;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly changedAt: number;
  /** Of the program that began it. */
  readonly appVersion: string;
  /** By which it goes on. */
  readonly config: RunConfig;
  /** By which it went before, the oldest first; empty where nobody has changed it. */
  readonly earlierRecipes: readonly EarlierRecipe[];
  readonly data: DatasetSummary;
  /** The backend that it began on. */
  readonly backend: BackendInfo;
  readonly plan: Plan;
  /** 'unfinished' while it trains, pauses, or was interrupted. */
  readonly status: 'unfinished' | 'finished' | 'stopped' | 'failed';
  readonly error?: EngineError;
  /** Of a run that failed at a loss that was no number. */
  readonly divergence?: Divergence;
  readonly step: number;
  readonly elapsedMs: number;
  readonly epochs: readonly EpochResult[];
  /** Newest first; one for each split, step and crops. */
  readonly evaluations: readonly EvaluationResult[];
  /** Whose weights are kept beside the newest; absent where nothing is held out. */
  readonly best?: BestEpoch;
  /** Where its first weights come from, if they were not drawn at random. */
  readonly origin?: LoadedWeights;
}

export interface EarlierRecipe {
  /** The last update that it made. */
  readonly untilStep: number;
  readonly recipe: Recipe;
}

/** The epoch with the least error on the held-out images; of equal ones the one with the least loss. */
export interface BestEpoch {
  /** From 1. */
  readonly epoch: number;
  readonly step: number;
  readonly top1Error: number;
  readonly loss: number;
}

/** How a run came to a loss that is no number. */
export interface Divergence {
  /** The step with that loss, and its learning rate. */
  readonly step: number;
  readonly learningRate: number;
  /** Updates of the last sound checkpoint, to which the net went back. */
  readonly backTo: number;
  /**
   * Of the gradient of all trainable weights (Euclidean), at each step after `backTo`: these steps were taken once more
   * to measure it. Null where it is no number.
   */
  readonly gradientNorms: readonly (number | null)[];
}

/** A kept run as others than its owner see it. */
export interface ListedRun extends KeptRun {
  /** Whether another tab trains it now. */
  readonly isElsewhere: boolean;
  /** What it takes of the browser's storage. */
  readonly sizeBytes: number;
}

export type Weights = 'newest' | 'best';

export type KeptRunCommand =
  | { readonly type: 'listRuns'; readonly requestId: string }
  | OpenRun
  | WatchRun
  | ChangeRun
  | { readonly type: 'forgetRun'; readonly requestId: string; readonly runId: string }
  | ExportRun
  | ImportRun;

/**
 * Brings a kept run back, with its net, in place of the one that the engine holds. Its data must be loaded:
 * 'datasetMismatch' otherwise; 'runMissing' where none is kept, 'runElsewhere' while another tab trains it. It goes on
 * from its newest weights, whichever it was opened with.
 */
export interface OpenRun {
  readonly type: 'openRun';
  readonly requestId: string;
  readonly runId: string;
  /** The newest, when absent. */
  readonly weights?: Weights;
}

/**
 * Shows a run that another tab trains: 'runWatched', then its events as they happen, then 'runFreed' when that tab is
 * gone or lets go of it. Ends with the next run that is opened, watched or started.
 */
export interface WatchRun {
  readonly type: 'watchRun';
  readonly requestId: string;
  readonly runId: string;
}

export interface ChangeRun {
  readonly type: 'changeRun';
  readonly requestId: string;
  readonly runId: string;
  readonly change: Partial<Pick<KeptRun, 'name' | 'note' | 'tags' | 'isStarred'>>;
}

/** Makes one file of a run, with all its weights, that `importRun` reads on any computer. */
export interface ExportRun {
  readonly type: 'exportRun';
  readonly requestId: string;
  readonly runId: string;
}

/** Takes a run in from such a file, under a new id. */
export interface ImportRun {
  readonly type: 'importRun';
  readonly requestId: string;
  readonly runId: string;
  readonly file: File;
}

export type KeptRunEvent =
  /** `canKeep` is false where the browser keeps nothing; absent is what could not be read. */
  | {
      readonly type: 'runsListed';
      readonly requestId: string;
      readonly runs: readonly ListedRun[];
      readonly canKeep: boolean;
    }
  /** A run is as it was at its newest checkpoint, its net too. `points` are of all steps until then. */
  | {
      readonly type: 'runRestored';
      readonly runId: string;
      readonly run: KeptRun;
      readonly points: readonly StepPoint[];
      /** Which weights the net has. */
      readonly weights: Weights;
    }
  /** As it is in the other tab by now; what happens there from now on is reported as if it happened here. */
  | {
      readonly type: 'runWatched';
      readonly runId: string;
      readonly run: KeptRun;
      readonly points: readonly StepPoint[];
      readonly isPaused: boolean;
    }
  /** The other tab has let go of it. */
  | { readonly type: 'runFreed'; readonly runId: string }
  /** Its net would come back as it was at this step. */
  | {
      readonly type: 'runKept';
      readonly runId: string;
      readonly step: number;
      readonly best?: BestEpoch;
      /** False where it would come back as long as the tab lives. */
      readonly isLasting: boolean;
    }
  /** It goes on, but is no longer written down. */
  | { readonly type: 'runNotKept'; readonly runId: string; readonly error: EngineError }
  | { readonly type: 'runChanged'; readonly requestId: string; readonly run: KeptRun }
  | { readonly type: 'runForgotten'; readonly requestId: string; readonly runId: string }
  | { readonly type: 'runExported'; readonly requestId: string; readonly run: KeptRun; readonly file: Blob }
  | { readonly type: 'runImported'; readonly requestId: string; readonly run: KeptRun };
