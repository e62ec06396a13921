import type { DatasetSummary } from '#protocol/data.ts';
import type { EngineError } from '#protocol/errors.ts';
import { type EvaluationResult, isSameMeasured, type Score } from '#protocol/evaluation.ts';
import type { EngineEvent } from '#protocol/events.ts';
import type { BestEpoch, Divergence, KeptRun, Weights } from '#protocol/kept-run.ts';
import type { LoadedWeights } from '#protocol/loaded-weights.ts';
import type { Plan } from '#protocol/run.ts';
import type { RunConfig, Split } from '#protocol/run-config.ts';

export type RunStatus =
  /** Train was pressed; the data is still on its way. */
  'waiting' | 'starting' | 'running' | 'pausing' | 'paused' | 'stopping' | 'finished' | 'stopped' | 'failed';

export interface EpochRecord {
  readonly epoch: number;
  readonly training: Omit<Score, 'top5Error'>;
  readonly validation: Score | undefined;
  readonly elapsedMs: number;
}

/** One training, from the press on Train on: what it was asked to do, how far it came and what its net measured. */
export interface Run {
  readonly id: string;
  readonly status: RunStatus;
  readonly config: RunConfig;
  /** What it trains on; undefined while it waits for it. */
  readonly data: DatasetSummary | undefined;
  /** Once training has started. */
  readonly plan: Plan | undefined;
  /** The epoch under way, from 1. */
  readonly epoch: number;
  /** Updates of the net at the last pause or epoch's end, and at the end. */
  readonly step: number;
  readonly epochs: readonly EpochRecord[];
  readonly elapsedMs: number;
  /** Newest first; one for each split, step and crops. */
  readonly evaluations: readonly EvaluationResult[];
  readonly error: EngineError | undefined;
  /** Where its first weights come from, if they were not drawn at random. */
  readonly origin: LoadedWeights | undefined;
  /** Whether it would come back; else it is lost with the page. */
  readonly isKept: boolean;
  /** Why it is not written down any more. */
  readonly keepError: EngineError | undefined;
  /** Where it was interrupted while this page showed it. */
  readonly interruptedAt: number | undefined;
  /** How it came to a loss that is no number, if it did. */
  readonly divergence: Divergence | undefined;
  /** Whose weights are kept beside the newest. */
  readonly best: BestEpoch | undefined;
  /** Which of them its net has. */
  readonly weights: Weights;
  /** Whether its net is as it was at a checkpoint, whatever befell it afterwards. */
  readonly isRestored: boolean;
  /** Another tab's: as long as it trains there 'live', then 'free' to be taken over. */
  readonly watch: 'live' | 'free' | undefined;
}

export function createRun(
  id: string,
  status: 'waiting' | 'starting',
  config: RunConfig,
  data: DatasetSummary | undefined,
): Run {
  return {
    id,
    status,
    config,
    data,
    plan: undefined,
    epoch: 1,
    step: 0,
    epochs: [],
    elapsedMs: 0,
    evaluations: [],
    origin: undefined,
    error: undefined,
    isKept: false,
    keepError: undefined,
    interruptedAt: undefined,
    divergence: undefined,
    best: undefined,
    weights: 'newest',
    isRestored: false,
    watch: undefined,
  };
}

/** A kept run whose net has come back. `before` is what the page knew of it. */
export function restoredRun(kept: KeptRun, before: Run | undefined, weights: Weights): Run {
  const { step } = kept;
  const wasBroken = before !== undefined && isActive(before) && before.status !== 'paused';
  return {
    ...ofKept(kept),
    status: kept.status === 'unfinished' ? 'paused' : kept.status,
    isKept: before?.isKept ?? true,
    interruptedAt: wasBroken && kept.status === 'unfinished' ? step : undefined,
    weights,
    isRestored: true,
  };
}

/** A run that another tab trains, as it is by now. */
export function watchedRun(kept: KeptRun, isPaused: boolean): Run {
  const status = kept.status === 'unfinished' ? (isPaused ? 'paused' : 'running') : kept.status;
  return { ...ofKept(kept), status, isKept: true, watch: 'live' };
}

function ofKept(kept: KeptRun): Run {
  const { id, config, data, plan, step, elapsedMs, evaluations } = kept;
  return {
    ...createRun(id, 'starting', config, data),
    plan,
    epoch: Math.min(Math.floor(step / plan.stepsPerEpoch) + 1, config.recipe.epochs),
    step,
    epochs: kept.epochs.map(({ epoch, training, validation, elapsedMs }) => ({
      epoch,
      training,
      validation,
      elapsedMs,
    })),
    elapsedMs,
    evaluations,
    error: kept.error,
    divergence: kept.divergence,
    best: kept.best,
    origin: kept.origin,
  };
}

const ACTIVE: ReadonlySet<RunStatus> = new Set([
  'waiting',
  'starting',
  'running',
  'pausing',
  'paused',
  'stopping',
]);

/** Whether a run holds the engine, so that no other can start. */
export const isActive = (run: Run | undefined): boolean =>
  run !== undefined && run.watch === undefined && ACTIVE.has(run.status);

const HOLDS_STILL: ReadonlySet<RunStatus> = new Set(['finished', 'stopped', 'paused']);

/** Whether a run has a net that holds still and can be measured, as long as the engine has it. */
export const hasNet = (run: Run | undefined): run is Run =>
  run !== undefined &&
  run.watch === undefined &&
  (HOLDS_STILL.has(run.status) || (run.status === 'failed' && run.isRestored));

/** Whether the engine can be asked what a run's net makes of an image: between two steps too. */
export const canAnswer = (run: Run | undefined): run is Run =>
  run?.plan !== undefined && run.watch === undefined && (run.status !== 'failed' || run.isRestored);

/** Updates that the net has seen which a run has now. */
export const netStep = ({ weights, best, step }: Run): number =>
  weights === 'best' && best !== undefined ? best.step : step;

/** The splits of a run's data that hold images to measure its net on, the most telling first. */
export function splitsOf({ data, plan }: Run): readonly Split[] {
  const splits: readonly (readonly [Split, number])[] = [
    ['test', data?.testCount ?? 0],
    ['validation', plan?.validationCount ?? 0],
    ['train', data?.trainCount ?? 0],
  ];
  return splits.filter(([, count]) => count > 0).map(([split]) => split);
}

/** The run's status as a command intends it, when the command makes sense now; else undefined. */
export function intendedStatus(run: Run, intent: 'pause' | 'resume' | 'stop'): RunStatus | undefined {
  if (run.watch !== undefined) return undefined;
  switch (intent) {
    case 'pause':
      return run.status === 'running' ? 'pausing' : undefined;
    case 'resume':
      return run.status === 'paused' ? 'running' : undefined;
    case 'stop':
      return isActive(run) && run.status !== 'stopping' ? 'stopping' : undefined;
  }
}

/** The caller has checked that the event is about this run. */
export function applyRunEvent(run: Run, event: EngineEvent): Run {
  switch (event.type) {
    case 'trainingStarted':
      return {
        ...run,
        status: run.status === 'stopping' ? 'stopping' : 'running',
        plan: event.plan,
        error: undefined,
        divergence: undefined,
        weights: 'newest',
      };
    case 'stepsMeasured':
      return event.epoch === run.epoch ? run : { ...run, epoch: event.epoch };
    case 'epochEnded': {
      const { epoch, step, training, validation, elapsedMs } = event;
      // An end whose validation was interrupted comes once more.
      const others = run.epochs.filter((other) => other.epoch !== epoch);
      return { ...run, step, elapsedMs, epochs: [...others, { epoch, training, validation, elapsedMs }] };
    }
    case 'trainingPaused':
      return run.status === 'stopping' ? run : { ...run, status: 'paused', step: event.step };
    case 'trainingResumed':
      return run.status === 'stopping' ? run : { ...run, status: 'running' };
    case 'trainingEnded':
      return { ...run, status: event.outcome, step: event.step, elapsedMs: event.elapsedMs };
    case 'trainingFailed':
      return { ...run, status: 'failed', step: event.step, error: event.error, isRestored: false };
    case 'runKept': {
      // Every few seconds anew: a run that changes draws much of the page again.
      const { isLasting, best } = event;
      const isNews =
        run.keepError !== undefined || run.isKept !== isLasting || best?.epoch !== run.best?.epoch;
      return isNews ? { ...run, isKept: isLasting, keepError: undefined, best } : run;
    }
    case 'runFreed':
      return { ...run, watch: 'free' };
    case 'runNotKept':
      return { ...run, isKept: false, keepError: event.error };
    case 'evaluationEnded': {
      const { result } = event;
      const others = run.evaluations.filter((other) => !isSameMeasured(other, result));
      return { ...run, evaluations: [result, ...others] };
    }
    default:
      return run;
  }
}
