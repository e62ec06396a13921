import { analyse } from '#models/analysis.ts';
import { GraphError } from '#models/graph.ts';
import { estimateMemory } from '#models/memory/estimate.ts';
import { buildGraph, findArchitecture } from '#models/registry.ts';
import type { EvaluationResult, Score } from '#protocol/evaluation.ts';
import type { KeptRun } from '#protocol/kept-run.ts';
import type { Split } from '#protocol/run-config.ts';
import { imagesOf } from './images.ts';
import { errorInterval, type Interval } from './measures/interval.ts';
import { modelForm } from './net-form.ts';
import { flatConfig, type Parameter } from './permalink.ts';

/** An error as it was measured, or undefined with what stands behind it. */
export interface MeasuredError {
  readonly error: number;
  readonly interval: Interval;
}

/** A kept run in figures: undefined is what it has not measured or cannot have. */
export interface ComparedRun {
  readonly run: KeptRun;
  /** What its errors were measured on: the test split, or else the held-out images of the last epoch. */
  readonly split: Split | undefined;
  /** The result behind them, where there is one with answers. */
  readonly result: EvaluationResult | undefined;
  readonly images: number | undefined;
  readonly top1: MeasuredError | undefined;
  readonly top5: MeasuredError | undefined;
  readonly params: number | undefined;
  readonly multiplyAdds: number | undefined;
  /** Estimated memory of its training, in bytes. */
  readonly memoryBytes: number | undefined;
  readonly epochMs: number | undefined;
  readonly imagesPerSecond: number | undefined;
  readonly trainingMs: number;
  readonly year: number;
}

const netFigures = new Map<
  string,
  { params: number; multiplyAdds: number; memoryBytes: number } | undefined
>();

/** Parameters, multiply-adds and memory of a run's net, drawn once for each form. */
function figuresOf({ config, data, backend }: KeptRun) {
  const images = imagesOf(config.dataset, data);
  if (images === undefined) return undefined;
  const { batchSize, optimizer } = config.recipe;
  const key = JSON.stringify([config.model, images, batchSize, optimizer, backend.name]);
  if (!netFigures.has(key)) {
    netFigures.set(key, undefined);
    try {
      const { id, ...options } = modelForm(config.model, images);
      const graph = buildGraph(id, options);
      const { params, multiplyAdds } = analyse(graph).totals;
      const memoryBytes = estimateMemory(graph, { batchSize, optimizer, backend: backend.name }).training;
      netFigures.set(key, { params, multiplyAdds, memoryBytes });
    } catch (error) {
      // A net that a later version of this program no longer builds so has no figures.
      if (!(error instanceof GraphError)) throw error;
    }
  }
  return netFigures.get(key);
}

export function comparedRun(run: KeptRun): ComparedRun {
  const result = run.evaluations.find(({ split }) => split === 'test') ?? run.evaluations[0];
  const last = run.epochs.at(-1);
  const score: Score | undefined = result ?? last?.validation;
  const measured = (error: number | undefined) =>
    error === undefined || score === undefined
      ? undefined
      : { error, interval: errorInterval(error, score.images) };
  const figures = figuresOf(run);
  const trainedMs = last?.elapsedMs;
  return {
    run,
    split: result?.split ?? (score === undefined ? undefined : 'validation'),
    result,
    images: score?.images,
    top1: measured(score?.top1Error),
    top5: measured(score?.top5Error),
    params: figures?.params,
    multiplyAdds: figures?.multiplyAdds,
    memoryBytes: figures?.memoryBytes,
    epochMs: trainedMs === undefined || last === undefined ? undefined : trainedMs / last.epoch,
    imagesPerSecond:
      trainedMs === undefined || last === undefined || trainedMs === 0
        ? undefined
        : (1000 * last.epoch * run.plan.trainCount) / trainedMs,
    trainingMs: run.elapsedMs,
    year: findArchitecture(run.config.model.id).year,
  };
}

/** A field of set-ups whose values differ, with its value in each of them. */
export interface Difference {
  readonly field: string;
  readonly values: readonly Parameter[];
}

/** What differs in the set-ups of runs, and nothing else. */
export function differences(runs: readonly KeptRun[]): readonly Difference[] {
  const flat = runs.map(({ config, backend, appVersion }) => ({
    model: config.model.id,
    ...flatConfig(config),
    backend: backend.name,
    appVersion,
  }));
  const fields = [...new Set(flat.flatMap((parameters) => Object.keys(parameters)))];
  return fields.flatMap((field) => {
    const values = flat.map((parameters: Readonly<Record<string, Parameter>>) => parameters[field]);
    return new Set(values).size > 1 ? [{ field, values }] : [];
  });
}

/** Runs that differ in their seed alone, in the order of the first of each. */
export function bySeeds(runs: readonly KeptRun[]): readonly (readonly KeptRun[])[] {
  const groups = new Map<string, KeptRun[]>();
  for (const run of runs) {
    const { model, dataset, recipe, validationFraction } = run.config;
    const key = JSON.stringify([model, dataset, recipe, validationFraction]);
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  return [...groups.values()];
}
