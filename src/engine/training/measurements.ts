import * as tf from '@tensorflow/tfjs';
import type { StepPoint } from '#protocol/run.ts';
import type { StepScores } from './run.ts';

interface Pending {
  readonly step: number;
  readonly images: number;
  readonly learningRate: number;
  readonly scores: StepScores;
}

/** What the steps of an epoch come to so far. */
export interface EpochSums {
  readonly images: number;
  /** Of the images' losses. */
  readonly loss: number;
  /** Images that were got wrong. */
  readonly errors: number;
}

const NO_SUMS: EpochSums = { images: 0, loss: 0, errors: 0 };

/** How long measurements may gather on the device before they are read together. */
const READ_EVERY_MS = 200;

/**
 * Losses and errors of past steps, left on the device and read a few at a time, so that no step waits for a
 * read-back. Sums are kept for the epoch's average, weighted by batch size.
 */
export class Measurements {
  #pending: Pending[] = [];
  #reading: Promise<void> | undefined;
  #failure: unknown;
  #points: StepPoint[] = [];
  #lastRead = performance.now();
  #sums: EpochSums;
  #hasSteps: boolean;

  /** @param sums of the epoch's steps before the first that is added. */
  constructor(sums: EpochSums = NO_SUMS) {
    this.#sums = sums;
    this.#hasSteps = sums.images > 0;
  }

  /** Whether the epoch has had a step, read or not. */
  get hasSteps(): boolean {
    return this.#hasSteps;
  }

  /** Of the steps that have been read. */
  get sums(): EpochSums {
    return this.#sums;
  }

  add(step: number, images: number, learningRate: number, scores: StepScores): void {
    this.#hasSteps = true;
    this.#pending.push({ step, images, learningRate, scores });
  }

  /** Starts a read when one is due and none is under way. Throws what an earlier read failed with. */
  readWhenDue(): void {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#reading !== undefined || performance.now() - this.#lastRead < READ_EVERY_MS) return;
    this.#reading = this.#read()
      .catch((error: unknown) => {
        this.#failure = error;
      })
      .finally(() => {
        this.#reading = undefined;
      });
  }

  /** Reads everything that is still on the device. */
  async readAll(): Promise<void> {
    await this.#reading;
    await this.#read();
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** The points read since the last call. */
  takePoints(): StepPoint[] {
    const points = this.#points;
    this.#points = [];
    return points;
  }

  /** Averages of the epoch so far, weighted by batch size. */
  averages(): { readonly images: number; readonly loss: number; readonly top1Error: number } {
    const { images, loss, errors } = this.#sums;
    return { images, loss: loss / images, top1Error: errors / images };
  }

  startEpoch(): void {
    this.#sums = NO_SUMS;
    this.#hasSteps = false;
  }

  dispose(): void {
    tf.dispose(this.#pending.map(({ scores }) => ({ ...scores })));
    this.#pending = [];
  }

  async #read(): Promise<void> {
    this.#lastRead = performance.now();
    const pending = this.#pending;
    if (pending.length === 0) return;
    this.#pending = [];
    const stacked = tf.tidy(() => tf.stack(pending.flatMap(({ scores }) => [scores.loss, scores.errors])));
    tf.dispose(pending.map(({ scores }) => ({ ...scores })));
    const values = await stacked.data();
    stacked.dispose();
    pending.forEach(({ step, images, learningRate }, i) => {
      const loss = values[2 * i]!;
      const errors = values[2 * i + 1]!;
      this.#points.push({ step, loss, top1Error: errors / images, learningRate });
      const sums = this.#sums;
      this.#sums = {
        images: sums.images + images,
        loss: sums.loss + loss * images,
        errors: sums.errors + errors,
      };
    });
  }
}
