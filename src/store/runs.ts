import type { EvaluationResult } from '#protocol/evaluation.ts';
import type { EngineEvent } from '#protocol/events.ts';
import { measuredKey } from './answers.ts';
import { applyRunEvent, canAnswer, hasNet, type Run, restoredRun, watchedRun } from './run.ts';

/** Every run since the page was opened. The engine holds one net at a time: that of the current run. */
export interface RunsState {
  readonly byId: Readonly<Record<string, Run>>;
  /** In the order in which they were asked for. */
  readonly order: readonly string[];
  readonly currentId: string | undefined;
}

export const initialRuns: RunsState = { byId: {}, order: [], currentId: undefined };

export const currentRun = ({ byId, currentId }: RunsState): Run | undefined =>
  currentId === undefined ? undefined : byId[currentId];

/** The current run, if its net holds still and can be measured. */
export function measurableRun(runs: RunsState): Run | undefined {
  const run = currentRun(runs);
  return hasNet(run) ? run : undefined;
}

/** The current run, if its net can be asked about an image, in training or after it. */
export function answeringRun(runs: RunsState): Run | undefined {
  const run = currentRun(runs);
  return canAnswer(run) ? run : undefined;
}

/**
 * Adds a run, or puts it in place of the one with its id, and makes it the current one. One of another tab is forgotten
 * when it is not looked at any more: nothing would tell how it goes on.
 */
export function putCurrent(runs: RunsState, run: Run): RunsState {
  const before = currentRun(runs);
  const { byId, order } =
    before?.watch !== undefined && before.id !== run.id ? removeRun(runs, before.id) : runs;
  return {
    byId: { ...byId, [run.id]: run },
    order: byId[run.id] === undefined ? [...order, run.id] : order,
    currentId: run.id,
  };
}

/** Takes a run back; the one before it is the current one again. */
export function removeRun(runs: RunsState, id: string): RunsState {
  const { [id]: _, ...byId } = runs.byId;
  const order = runs.order.filter((other) => other !== id);
  return { byId, order, currentId: order.at(-1) };
}

/** The run that an event is about; undefined when it is about none, or about one that is not known here. */
export function runOf(runs: RunsState, event: EngineEvent): Run | undefined {
  return 'runId' in event ? runs.byId[event.runId] : undefined;
}

export function applyRunsEvent(runs: RunsState, event: EngineEvent): RunsState {
  if (event.type === 'engineCrashed') {
    // The nets of earlier runs were gone already.
    const run = currentRun(runs);
    if (run === undefined) return runs;
    // What is kept comes back.
    const change = run.isKept
      ? { status: 'starting' as const }
      : { status: 'failed' as const, error: event.error };
    return putCurrent(runs, { ...run, ...change });
  }
  if (event.type === 'runRestored') {
    return putCurrent(runs, restoredRun(event.run, runs.byId[event.runId], event.weights));
  }
  if (event.type === 'runWatched') return putCurrent(runs, watchedRun(event.run, event.isPaused));
  if (event.type === 'weightsLoaded') {
    return putCurrent(runs, restoredRun(event.run, undefined, 'newest'));
  }
  const run = runOf(runs, event);
  if (run === undefined) return runs;
  const next = applyRunEvent(run, event);
  return next === run ? runs : { ...runs, byId: { ...runs.byId, [run.id]: next } };
}

/** A result and the run whose net it measured. */
export interface RunResult {
  readonly run: Run;
  readonly result: EvaluationResult;
}

/** Every result of every run: the newest run's first, and of each run the newest first. */
export function everyResult({ byId, order }: RunsState): readonly RunResult[] {
  return order.toReversed().flatMap((id) => {
    const run = byId[id];
    return run === undefined ? [] : run.evaluations.map((result) => ({ run, result }));
  });
}

/** Tells results apart, and the same one again. */
export const resultKey = ({ run, result }: RunResult): string => measuredKey(run.id, result);
