import type { EngineError } from '#protocol/errors.ts';
import type { EvaluationResult } from '#protocol/evaluation.ts';
import type { EngineEvent } from '#protocol/events.ts';
import type { Split } from '#protocol/run-config.ts';

export interface EvaluationState {
  readonly status: 'none' | 'running' | 'ended' | 'failed';
  readonly requestId: string;
  readonly split: Split;
  readonly done: number;
  readonly total: number;
  /** The last one that came to its end, and the run whose net it measured. */
  readonly result: EvaluationResult | undefined;
  readonly resultRunId: string;
  readonly error: EngineError | undefined;
}

export const initialEvaluation: EvaluationState = {
  status: 'none',
  requestId: '',
  split: 'test',
  done: 0,
  total: 0,
  result: undefined,
  resultRunId: '',
  error: undefined,
};

export function beginEvaluation(state: EvaluationState, requestId: string): EvaluationState {
  return { ...state, status: 'running', requestId, done: 0, total: 0, error: undefined };
}

export function applyEvaluationEvent(state: EvaluationState, event: EngineEvent): EvaluationState {
  if (event.type === 'engineCrashed') {
    return state.status === 'running' ? { ...state, status: 'failed', error: event.error } : state;
  }
  if (!('requestId' in event) || event.requestId !== state.requestId) return state;
  switch (event.type) {
    case 'evaluationProgressed':
      return { ...state, done: event.done, total: event.total };
    case 'evaluationEnded':
      return { ...state, status: 'ended', result: event.result, resultRunId: event.runId };
    case 'evaluationFailed':
      return event.error.code === 'cancelled'
        ? { ...state, status: state.result === undefined ? 'none' : 'ended' }
        : { ...state, status: 'failed', error: event.error };
    default:
      return state;
  }
}
