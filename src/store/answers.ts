import type { EngineError } from '#protocol/errors.ts';
import { type Answers, cropsOf, type Measured } from '#protocol/evaluation.ts';
import type { EngineEvent } from '#protocol/events.ts';

/** What the nets of results have said of each image, as far as the page has asked. */
export interface AnswersState {
  readonly byKey: Readonly<Record<string, Answers>>;
  /** Asked of what is kept: the key of each request. */
  readonly asked: Readonly<Record<string, string>>;
  /** Why they cannot be had, by key. */
  readonly errors: Readonly<Record<string, EngineError>>;
}

export const initialAnswers: AnswersState = { byKey: {}, asked: {}, errors: {} };

/** Tells the results of all runs apart, and the same one again. */
export function measuredKey(runId: string, measured: Measured): string {
  return [runId, measured.split, measured.step, cropsOf(measured)].join(' ');
}

/** Whether answers are neither there nor on their way nor known to be lost. */
export function isUnasked({ byKey, asked, errors }: AnswersState, key: string): boolean {
  return byKey[key] === undefined && errors[key] === undefined && !Object.values(asked).includes(key);
}

export function applyAnswersEvent(state: AnswersState, event: EngineEvent): AnswersState {
  switch (event.type) {
    case 'evaluationEnded':
      return add(state, measuredKey(event.runId, event.result), event.answers);
    case 'answersRead':
      return add(
        withoutRequest(state, event.requestId),
        measuredKey(event.runId, event.measured),
        event.answers,
      );
    case 'requestFailed': {
      const key = state.asked[event.requestId];
      if (key === undefined) return state;
      const { errors, ...rest } = withoutRequest(state, event.requestId);
      return { ...rest, errors: { ...errors, [key]: event.error } };
    }
    case 'engineCrashed':
      return { ...state, asked: {} };
    default:
      return state;
  }
}

function add(state: AnswersState, key: string, answers: Answers): AnswersState {
  const { [key]: _, ...errors } = state.errors;
  return { ...state, byKey: { ...state.byKey, [key]: answers }, errors };
}

function withoutRequest(state: AnswersState, requestId: string): AnswersState {
  const { [requestId]: _, ...asked } = state.asked;
  return { ...state, asked };
}
