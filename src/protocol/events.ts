import type { MemoryLimits } from '#models/fit.ts';
import type { EngineError } from './errors.ts';
import type { BackendName, BackendPreference, DatasetId, Split } from './run-config.ts';

export interface BackendInfo {
  readonly name: BackendName;
  readonly preference: BackendPreference;
  /** Why this one: worded by the panel. */
  readonly reason:
    | 'gpuFound'
    | 'chosenByUser'
    | 'noGpu'
    | 'softwareRenderer'
    | 'gpuFailed'
    | 'wasmFailed'
    | 'contextLost';
  /** What was thrown where a better backend failed to start. */
  readonly failure?: string;
  /** The GPU's own name, where there is one. */
  readonly renderer: string;
  /** 1 without threads. */
  readonly threads: number;
  /** Why there are not as many threads as there should be: what the browser said of those that did not start. */
  readonly threadsError?: string;
  /** Why WASM has one thread whatever is chosen; absent where it may have more. */
  readonly threadsDenied?: 'notSecure' | 'notIsolated' | 'noSharedMemory';
  readonly simd: boolean;
  readonly crossOriginIsolated: boolean;
  /** What it can hold. */
  readonly memory?: MemoryLimits;
}

export interface DatasetSummary {
  readonly id: DatasetId | 'files';
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly classNames: readonly string[];
  readonly trainCount: number;
  readonly testCount: number;
  /** Images of each class. */
  readonly trainHistogram: readonly number[];
  readonly testHistogram: readonly number[];
  /** Of the training pixels, scaled to 0 to 1. */
  readonly mean: number;
  readonly deviation: number;
  readonly origin: 'generated' | 'cache' | 'server' | 'mirror' | 'files';
  /** Whether it will be there on the next visit without the network. */
  readonly kept: boolean;
  /** Set when keeping it failed; the data is usable all the same. */
  readonly keepError?: EngineError;
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

/** One training step as measured on its batch, before the update. */
export interface StepPoint {
  readonly step: number;
  readonly loss: number;
  readonly top1Error: number;
  readonly learningRate: number;
}

/** Loss and errors over a number of images; errors are fractions, 0 to 1. */
export interface Score {
  readonly images: number;
  readonly loss: number;
  readonly top1Error: number;
  readonly top5Error: number;
}

export interface EvaluationResult extends Score {
  readonly split: Split;
  /** confusion[trueClass][predictedClass], counts. */
  readonly confusion: readonly (readonly number[])[];
  /** The images that the net got most confidently wrong, worst first. */
  readonly worstMistakes: readonly Mistake[];
  readonly elapsedMs: number;
}

export interface Mistake {
  readonly index: number;
  readonly trueClass: number;
  readonly predictedClass: number;
  /** Of the predicted class. */
  readonly probability: number;
}

/** One held-out image and what the net says of it now. */
export interface Prediction {
  readonly index: number;
  readonly trueClass: number;
  readonly predictedClass: number;
  readonly probability: number;
}

/** Where the images of a prediction, mistake or sample came from: bytes, height x width x channels each. */
export interface ImageBatch {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly pixels: Uint8Array<ArrayBuffer>;
  readonly labels: Uint8Array<ArrayBuffer>;
}

/** What happened, in the past tense. */
export type EngineEvent =
  /** Sent by the page's client: the worker died, and with it the backend, the data and every net. */
  | { readonly type: 'engineCrashed'; readonly error: EngineError }
  | { readonly type: 'backendSelected'; readonly backend: BackendInfo }
  | { readonly type: 'backendFailed'; readonly error: EngineError }
  | { readonly type: 'datasetProgressed'; readonly requestId: string; readonly progress: LoadingProgress }
  | { readonly type: 'datasetLoaded'; readonly requestId: string; readonly summary: DatasetSummary }
  | { readonly type: 'datasetFailed'; readonly requestId: string; readonly error: EngineError }
  | { readonly type: 'datasetForgotten'; readonly requestId: string }
  | {
      readonly type: 'imagesRead';
      readonly requestId: string;
      readonly split: 'train' | 'test';
      readonly indices: readonly number[];
      readonly images: ImageBatch;
    }
  | { readonly type: 'imagesFailed'; readonly requestId: string; readonly error: EngineError }
  | {
      readonly type: 'speedMeasured';
      readonly requestId: string;
      readonly imagesPerSecond: number;
      /** Of training alone, without the evaluation at its end. */
      readonly epochMs: number;
    }
  | { readonly type: 'speedFailed'; readonly requestId: string; readonly error: EngineError }
  | {
      readonly type: 'trainingStarted';
      readonly runId: string;
      readonly backend: BackendInfo;
      readonly stepsPerEpoch: number;
      readonly totalSteps: number;
      readonly trainCount: number;
      readonly validationCount: number;
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
  | {
      readonly type: 'epochEnded';
      readonly runId: string;
      /** From 1. */
      readonly epoch: number;
      readonly step: number;
      /** Averages over the epoch's steps, each measured before its update. */
      readonly training: Omit<Score, 'top5Error'>;
      /** Absent when nothing is held out. */
      readonly validation?: Score;
      readonly elapsedMs: number;
    }
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
      readonly type: 'evaluationProgressed';
      readonly requestId: string;
      readonly done: number;
      readonly total: number;
    }
  | {
      readonly type: 'evaluationEnded';
      readonly requestId: string;
      readonly runId: string;
      readonly result: EvaluationResult;
    }
  | { readonly type: 'evaluationFailed'; readonly requestId: string; readonly error: EngineError }
  | {
      readonly type: 'drawingClassified';
      readonly requestId: string;
      readonly probabilities: readonly number[];
      /** The drawing as the net saw it. */
      readonly image: ImageBatch;
    }
  | { readonly type: 'drawingFailed'; readonly requestId: string; readonly error: EngineError };

export type EventType = EngineEvent['type'];
