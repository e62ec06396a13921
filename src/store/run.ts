import type { EngineError } from '#protocol/errors.ts';
import type { Score } from '#protocol/evaluation.ts';
import type { EngineEvent } from '#protocol/events.ts';
import type { RunConfig } from '#protocol/run-config.ts';

export type RunStatus =
  | 'none'
  /** Train was pressed; the data is still on its way. */
  | 'waiting'
  | 'starting'
  | 'running'
  | 'pausing'
  | 'paused'
  | 'stopping'
  | 'finished'
  | 'stopped'
  | 'failed';

export interface EpochRecord {
  readonly epoch: number;
  readonly training: Omit<Score, 'top5Error'>;
  readonly validation: Score | undefined;
  readonly elapsedMs: number;
}

export interface RunState {
  readonly status: RunStatus;
  readonly runId: string;
  readonly config: RunConfig | undefined;
  /** The load that brought its data. */
  readonly loadId: string;
  readonly totalSteps: number;
  readonly trainCount: number;
  readonly validationCount: number;
  /** The epoch under way, from 1. */
  readonly epoch: number;
  /** Of the last pause. */
  readonly pausedStep: number;
  readonly epochs: readonly EpochRecord[];
  readonly elapsedMs: number;
  readonly error: EngineError | undefined;
}

export const initialRun: RunState = {
  status: 'none',
  runId: '',
  config: undefined,
  loadId: '',
  totalSteps: 0,
  trainCount: 0,
  validationCount: 0,
  epoch: 1,
  pausedStep: 0,
  epochs: [],
  elapsedMs: 0,
  error: undefined,
};

const ACTIVE: ReadonlySet<RunStatus> = new Set([
  'waiting',
  'starting',
  'running',
  'pausing',
  'paused',
  'stopping',
]);

/** Whether a run holds the engine, so that no other can start. */
export const isActive = (run: RunState): boolean => ACTIVE.has(run.status);

/** Whether the engine has a net of this run to evaluate. */
export const hasNet = (run: RunState): boolean =>
  run.status === 'finished' || run.status === 'stopped' || run.status === 'paused';

export const belongsToRun = (run: RunState, event: EngineEvent): boolean =>
  'runId' in event && event.runId === run.runId && run.status !== 'none';

/** The run's status as a command intends it, when the command makes sense now; else undefined. */
export function intendedStatus(run: RunState, intent: 'pause' | 'resume' | 'stop'): RunStatus | undefined {
  switch (intent) {
    case 'pause':
      return run.status === 'running' ? 'pausing' : undefined;
    case 'resume':
      return run.status === 'paused' ? 'running' : undefined;
    case 'stop':
      return isActive(run) && run.status !== 'stopping' ? 'stopping' : undefined;
  }
}

export function applyRunEvent(state: RunState, event: EngineEvent): RunState {
  if (event.type === 'engineCrashed') {
    return isActive(state)
      ? { ...state, status: 'failed', error: event.error }
      : { ...state, status: state.status === 'none' ? 'none' : 'failed', error: event.error };
  }
  if (!belongsToRun(state, event)) return state;
  switch (event.type) {
    case 'trainingStarted': {
      const { totalSteps, trainCount, validationCount } = event;
      return {
        ...state,
        status: state.status === 'stopping' ? 'stopping' : 'running',
        totalSteps,
        trainCount,
        validationCount,
      };
    }
    case 'stepsMeasured':
      return event.epoch === state.epoch ? state : { ...state, epoch: event.epoch };
    case 'epochEnded': {
      const { epoch, training, validation, elapsedMs } = event;
      return { ...state, elapsedMs, epochs: [...state.epochs, { epoch, training, validation, elapsedMs }] };
    }
    case 'trainingPaused':
      return state.status === 'stopping' ? state : { ...state, status: 'paused', pausedStep: event.step };
    case 'trainingResumed':
      return state.status === 'stopping' ? state : { ...state, status: 'running' };
    case 'trainingEnded':
      return { ...state, status: event.outcome, elapsedMs: event.elapsedMs };
    case 'trainingFailed':
      return { ...state, status: 'failed', error: event.error };
    default:
      return state;
  }
}
