import { useEffect } from 'react';
import type { EngineError } from '#protocol/errors.ts';
import type { Answers, Measured } from '#protocol/evaluation.ts';
import { measuredKey } from '#store/answers.ts';
import { useActions, useApp } from './app-context.ts';

/** What stands behind a result, read from what is kept where the page does not have it. */
export function useAnswers(
  runId: string,
  measured: Measured,
): { readonly answers: Answers | undefined; readonly error: EngineError | undefined } {
  const { readAnswers } = useActions();
  const key = measuredKey(runId, measured);
  const answers = useApp((state) => state.answers.byKey[key]);
  const error = useApp((state) => state.answers.errors[key]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says what is measured
  useEffect(() => readAnswers(runId, measured), [key, readAnswers]);
  return { answers, error };
}
