import type { Recipe } from '#models/recipe.ts';
import type { BackendInfo } from './backend.ts';
import type { ImageBatch } from './data.ts';
import type { EngineError } from './errors.ts';
import type { Prediction, Score } from './evaluation.ts';
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

/** Refused with 'datasetMismatch' where the config names other data than are loaded. */
export interface StartTraining {
  readonly type: 'startTraining';
  readonly runId: string;
  readonly config: RunConfig;
}

/** What of a recipe may change where a run goes on; all else stays as it began. */
export type RecipeChange = Partial<Pick<Recipe, 'epochs' | 'learningRate'>>;

/** Trains a kept run on from its newest checkpoint with another recipe. Its data must be loaded. */
export interface ContinueTraining {
  readonly type: 'continueTraining';
  readonly runId: string;
  readonly change: RecipeChange;
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
  | ContinueTraining
  | MeasureSpeed;

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
      /** Absent where they are the same as in the event before. */
      readonly images?: ImageBatch;
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
    };
