import type { EngineError, ErrorCode } from '#protocol/errors.ts';

/** An error that crosses the worker boundary as its `value`. */
export class EngineFailure extends Error {
  readonly value: EngineError;

  constructor(code: ErrorCode, details: Readonly<Record<string, string | number>> = {}) {
    super(`${code} ${JSON.stringify(details)}`);
    this.name = 'EngineFailure';
    this.value = { code, details };
  }
}

/** Any thrown thing as a value: an abort is 'cancelled', what nobody foresaw is 'unexpected' with its message. */
export function toEngineError(thrown: unknown): EngineError {
  if (thrown instanceof EngineFailure) return thrown.value;
  if (thrown instanceof Error && thrown.name === 'AbortError') return { code: 'cancelled', details: {} };
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return { code: 'unexpected', details: { message } };
}
