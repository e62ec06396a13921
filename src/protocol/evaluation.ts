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

/**
 * How each image is looked at: whole, as the net takes it in, or in ten crops (the corners and the middle, mirrored
 * too) whose probabilities are averaged.
 */
export type Crops = 'oneCrop' | 'tenCrops';

/** Which images of a run were measured, after how many updates, and how. One result and one sheet of answers each. */
export interface Measured {
  readonly split: Split;
  /** Updates that the net had seen. */
  readonly step: number;
  /** One crop where absent: earlier versions of this program kept it so. */
  readonly crops?: Crops;
}

export const cropsOf = ({ crops = 'oneCrop' }: Measured): Crops => crops;

export function isSameMeasured(a: Measured, b: Measured): boolean {
  return a.split === b.split && a.step === b.step && cropsOf(a) === cropsOf(b);
}

/** The errors of a run's net at one step of its training. */
export interface EvaluationResult extends Score, Measured {
  readonly elapsedMs: number;
}

/** So many answers of a net to an image are kept; with as many classes or fewer, five answers miss nothing. */
export const TOP_CLASSES = 5;

/**
 * What a net said of each image of a split: everything but the loss follows from it. Image i has the cells i, or
 * i * best to (i + 1) * best of `bestClasses` and `bestProbabilities`. About 40 bytes an image.
 */
export interface Answers {
  readonly classes: number;
  /** Answers kept of each image, the most probable first: five, or as many as there are classes. */
  readonly best: number;
  /** Where each image stands in its set. */
  readonly indices: Uint32Array<ArrayBuffer>;
  readonly labels: Uint16Array<ArrayBuffer>;
  readonly bestClasses: Uint16Array<ArrayBuffer>;
  /** NaN for an image that the net gave no number for, which then has no answers. */
  readonly bestProbabilities: Float32Array<ArrayBuffer>;
  /** Of the true class. */
  readonly trueProbabilities: Float32Array<ArrayBuffer>;
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
  /** One crop where absent. */
  readonly crops?: Crops;
}

/** The answers behind a result of a kept run; 'answersMissing' where they were not kept. */
export interface ReadAnswers {
  readonly type: 'readAnswers';
  readonly requestId: string;
  readonly runId: string;
  readonly measured: Measured;
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

/** An image of the user's own, fitted to what the net takes in: shorter side, then cut to the middle. */
export interface ClassifyFile {
  readonly type: 'classifyFile';
  readonly requestId: string;
  readonly runId: string;
  readonly file: File;
}

export type EvaluationCommand = Evaluate | ReadAnswers | ClassifyDrawing | ClassifyFile;

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
      readonly answers: Answers;
    }
  | {
      readonly type: 'answersRead';
      readonly requestId: string;
      readonly runId: string;
      readonly measured: Measured;
      readonly answers: Answers;
    }
  | {
      readonly type: 'imageClassified';
      readonly requestId: string;
      readonly probabilities: readonly number[];
      /** As the net saw it. */
      readonly image: ImageBatch;
    };
