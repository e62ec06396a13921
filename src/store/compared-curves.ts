import type { KeptRun } from '#protocol/kept-run.ts';
import type { EpochResult } from '#protocol/run.ts';

export const CURVE_AXES = ['epoch', 'step', 'seconds'] as const;
export type CurveAxis = (typeof CURVE_AXES)[number];
export const CURVE_MEASURES = ['heldOutError', 'heldOutLoss', 'trainingError', 'trainingLoss'] as const;
export type CurveMeasure = (typeof CURVE_MEASURES)[number];

/** Where runs stood at the ends of their epochs; several that differ in their seed alone are one line with a band. */
export interface ComparedCurve {
  readonly runIds: readonly string[];
  readonly points: readonly {
    readonly x: number;
    /** The mean over the runs, and the lowest and highest of them. */
    readonly y: number;
    readonly low: number;
    readonly high: number;
  }[];
}

const VALUE: Readonly<Record<CurveMeasure, (epoch: EpochResult) => number | undefined>> = {
  heldOutError: ({ validation }) => validation?.top1Error,
  heldOutLoss: ({ validation }) => validation?.loss,
  trainingError: ({ training }) => training.top1Error,
  trainingLoss: ({ training }) => training.loss,
};

const PLACE: Readonly<Record<CurveAxis, (epoch: EpochResult) => number>> = {
  epoch: ({ epoch }) => epoch,
  step: ({ step }) => step,
  seconds: ({ elapsedMs }) => elapsedMs / 1000,
};

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Each value is averaged with those before it in the same run, `smoothing` (0 to 1) the weight of what came before; bands
 * are of the smoothed values. An epoch that not every run of a group has come to is left out.
 */
export function comparedCurve(
  runs: readonly KeptRun[],
  measure: CurveMeasure,
  axis: CurveAxis,
  smoothing: number,
): ComparedCurve {
  const lines = runs.map(({ epochs }) => smoothed(epochs, VALUE[measure], smoothing));
  const [first] = lines;
  const points = (first ?? []).flatMap((entry) => {
    const same = lines.flatMap((line) => line.find(({ epoch }) => epoch.epoch === entry.epoch.epoch) ?? []);
    if (same.length < lines.length) return [];
    const values = same.map(({ value }) => value);
    return [
      {
        x: mean(same.map(({ epoch }) => PLACE[axis](epoch))),
        y: mean(values),
        low: Math.min(...values),
        high: Math.max(...values),
      },
    ];
  });
  return { runIds: runs.map(({ id }) => id), points };
}

function smoothed(
  epochs: readonly EpochResult[],
  valueAt: (epoch: EpochResult) => number | undefined,
  smoothing: number,
): readonly { readonly epoch: EpochResult; readonly value: number }[] {
  let average: number | undefined;
  return epochs.flatMap((epoch) => {
    const value = valueAt(epoch);
    if (value === undefined || !Number.isFinite(value)) return [];
    average = average === undefined ? value : smoothing * average + (1 - smoothing) * value;
    return [{ epoch, value: average }];
  });
}
