import type { EngineError } from '#protocol/errors.ts';
import type { Crops } from '#protocol/evaluation.ts';
import type { EngineEvent } from '#protocol/events.ts';
import type { Split } from '#protocol/run-config.ts';
import { type Run, splitsOf } from './run.ts';
import { everyResult, type RunResult, type RunsState, resultKey } from './runs.ts';

/** A measurement under way. */
export interface EvaluationRequest {
  readonly requestId: string;
  readonly done: number;
  readonly total: number;
}

/** What is being measured and looked at; the results are with the runs that they belong to. */
export interface EvaluationState {
  /** As chosen last; a run that has no such images is measured on others. */
  readonly split: Split;
  /** As chosen last. */
  readonly crops: Crops;
  readonly request: EvaluationRequest | undefined;
  /** Of the last request. */
  readonly error: EngineError | undefined;
  /** The result that was chosen to be looked at; undefined for the newest. */
  readonly shownKey: string | undefined;
}

export const initialEvaluation: EvaluationState = {
  split: 'test',
  crops: 'oneCrop',
  request: undefined,
  error: undefined,
  shownKey: undefined,
};

/** The split to measure a run on: the one that was chosen, where the run has it. */
export function splitFor(run: Run, { split }: EvaluationState): Split | undefined {
  const splits = splitsOf(run);
  return splits.includes(split) ? split : splits[0];
}

/** How to look at each image: as chosen, where the run's images are larger than what its net takes in. */
export function cropsFor(run: Run, { crops }: EvaluationState): Crops {
  return run.config.model.preprocessing === undefined ? 'oneCrop' : crops;
}

/** The result to look at: the one that was chosen, or the newest. */
export function shownResult(runs: RunsState, { shownKey }: EvaluationState): RunResult | undefined {
  const results = everyResult(runs);
  return results.find((entry) => resultKey(entry) === shownKey) ?? results[0];
}

export function applyEvaluationEvent(state: EvaluationState, event: EngineEvent): EvaluationState {
  const { request } = state;
  if (request === undefined) return state;
  if (event.type === 'engineCrashed') return { ...state, request: undefined, error: event.error };
  if (!('requestId' in event) || event.requestId !== request.requestId) return state;
  switch (event.type) {
    case 'evaluationProgressed':
      return { ...state, request: { ...request, done: event.done, total: event.total } };
    case 'evaluationEnded':
      return { ...state, request: undefined, shownKey: undefined };
    case 'requestFailed': {
      const error = event.error.code === 'cancelled' ? undefined : event.error;
      return { ...state, request: undefined, error };
    }
    default:
      return state;
  }
}
