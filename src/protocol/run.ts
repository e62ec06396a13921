import type { BackendInfo } from './backend.ts';
import type { DatasetSummary, ImageBatch } from './data.ts';
import type { EngineError } from './errors.ts';
import type { EvaluationResult, Prediction, Score } from './evaluation.ts';
import type { RunConfig } from './run-config.ts';

/** One training step as measured on its batch, before the update. */
export interface StepPoint {
  readonly step: number;
  readonly loss: number;
  readonly top1Error: number;
  readonly learningRate: number;
}

/** What a run will take, computed once before its first step. */
export interface Plan {
  readonly trainCount: number;
  readonly validationCount: number;
  readonly stepsPerEpoch: number;
  readonly totalSteps: number;
  /** How many images an evaluation takes at a time without needing more memory than training. */
  readonly evaluationBatchSize: number;
}

/** What an epoch came to. */
export interface EpochResult {
  /** From 1. */
  readonly epoch: number;
  readonly step: number;
  /** Averages over the epoch's steps, each measured before its update. */
  readonly training: Omit<Score, 'top5Error'>;
  /** Absent when nothing is held out, or when the run was stopped while it was measured. */
  readonly validation?: Score;
  readonly elapsedMs: number;
}

/** A run that outlives the page, as it was at its newest checkpoint. */
export interface KeptRun {
  readonly id: string;
  /** Empty until somebody names it. */
  readonly name: string;
  readonly isStarred: boolean;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly changedAt: number;
  /** Of the program that began it. */
  readonly appVersion: string;
  readonly config: RunConfig;
  readonly data: DatasetSummary;
  /** The backend that it began on. */
  readonly backend: BackendInfo;
  readonly plan: Plan;
  /** 'unfinished' while it trains, pauses, or was interrupted. */
  readonly status: 'unfinished' | 'finished' | 'stopped' | 'failed';
  readonly error?: EngineError;
  readonly step: number;
  readonly elapsedMs: number;
  readonly epochs: readonly EpochResult[];
  /** Newest first; one for each split, step and crops. */
  readonly evaluations: readonly EvaluationResult[];
}

/** A kept run as others than its owner see it. */
export interface ListedRun extends KeptRun {
  /** Whether another tab trains it now. */
  readonly isElsewhere: boolean;
}

/** Refused with 'datasetMismatch' where the config names other data than are loaded. */
export interface StartTraining {
  readonly type: 'startTraining';
  readonly runId: string;
  readonly config: RunConfig;
}

/** Times a few steps on a net that is thrown away, to predict how long an epoch takes. Refused while training. */
export interface MeasureSpeed {
  readonly type: 'measureSpeed';
  readonly requestId: string;
  readonly config: RunConfig;
}

export type RunCommand =
  | StartTraining
  /** 'resumeTraining' also goes on with a run that 'openRun' has brought back. 'keepRun' writes it down now. */
  | {
      readonly type: 'pauseTraining' | 'resumeTraining' | 'stopTraining' | 'keepRun';
      readonly runId: string;
    }
  | MeasureSpeed
  | { readonly type: 'listRuns'; readonly requestId: string }
  | OpenRun
  | ChangeRun
  | { readonly type: 'forgetRun'; readonly requestId: string; readonly runId: string };

/**
 * Brings a kept run back, with its net, in place of the one that the engine holds. Its data must be loaded:
 * 'datasetMismatch' otherwise; 'runMissing' where none is kept, 'runElsewhere' while another tab trains it.
 */
export interface OpenRun {
  readonly type: 'openRun';
  readonly requestId: string;
  readonly runId: string;
}

export interface ChangeRun {
  readonly type: 'changeRun';
  readonly requestId: string;
  readonly runId: string;
  readonly change: Partial<Pick<KeptRun, 'name' | 'isStarred'>>;
}

export type RunEvent =
  | {
      readonly type: 'trainingStarted';
      readonly runId: string;
      readonly backend: BackendInfo;
      readonly plan: Plan;
    }
  | {
      readonly type: 'stepsMeasured';
      readonly runId: string;
      readonly points: readonly StepPoint[];
      readonly epoch: number;
      readonly imagesPerSecond: number;
      readonly remainingMs: number;
    }
  | {
      readonly type: 'predictionsMade';
      readonly runId: string;
      readonly step: number;
      readonly images: ImageBatch;
      readonly predictions: readonly Prediction[];
    }
  | ({ readonly type: 'epochEnded'; readonly runId: string } & EpochResult)
  | { readonly type: 'trainingPaused'; readonly runId: string; readonly step: number }
  | { readonly type: 'trainingResumed'; readonly runId: string; readonly step: number }
  | {
      readonly type: 'trainingEnded';
      readonly runId: string;
      readonly outcome: 'finished' | 'stopped';
      readonly step: number;
      readonly elapsedMs: number;
    }
  | {
      readonly type: 'trainingFailed';
      readonly runId: string;
      readonly step: number;
      readonly error: EngineError;
    }
  | {
      readonly type: 'speedMeasured';
      readonly requestId: string;
      readonly imagesPerSecond: number;
      /** Of training alone, without the evaluation at its end. */
      readonly epochMs: number;
    }
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
    }
  /** It would come back from this step. */
  | { readonly type: 'runKept'; readonly runId: string; readonly step: number }
  /** It goes on, but is no longer written down. */
  | { readonly type: 'runNotKept'; readonly runId: string; readonly error: EngineError }
  | { readonly type: 'runChanged'; readonly requestId: string; readonly run: KeptRun }
  | { readonly type: 'runForgotten'; readonly requestId: string; readonly runId: string };
