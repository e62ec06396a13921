import type { ImageBatch } from './data.ts';
import type { Split } from './run-config.ts';

/** Loss and errors over a number of images; errors are fractions, 0 to 1. */
export interface Score {
  readonly images: number;
  readonly loss: number;
  readonly top1Error: number;
  /** Absent with five classes or fewer, where five answers miss nothing. */
  readonly top5Error?: number;
}

/** The errors of a run's net at one step of its training. */
export interface EvaluationResult extends Score {
  readonly split: Split;
  /** Updates that the net had seen. */
  readonly step: number;
  /** confusion[trueClass][predictedClass], counts; an image that a net gives NaN for is in no column. */
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
  /** Absent where the net gives no number. */
  readonly predictedClass?: number;
  /** Of the predicted class. */
  readonly probability: number;
}

/** Training of that run waits meanwhile: the result belongs to one step. */
export interface Evaluate {
  readonly type: 'evaluate';
  readonly requestId: string;
  readonly runId: string;
  readonly split: Split;
}

/** A drawing: ink from 0 to 255, row by row; the engine crops, scales and centres it as MNIST's are. */
export interface ClassifyDrawing {
  readonly type: 'classifyDrawing';
  readonly requestId: string;
  readonly runId: string;
  readonly width: number;
  readonly height: number;
  readonly ink: Uint8Array<ArrayBuffer>;
}

export type EvaluationCommand = Evaluate | ClassifyDrawing;

export type EvaluationEvent =
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
  | {
      readonly type: 'drawingClassified';
      readonly requestId: string;
      readonly probabilities: readonly number[];
      /** The drawing as the net saw it. */
      readonly image: ImageBatch;
    };
