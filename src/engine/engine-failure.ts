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

/** What V8, SpiderMonkey, JavaScriptCore, Emscripten and tfjs's WebGL say when there is no room for a tensor. */
const NO_MEMORY =
  /allocation failed|out of memory|invalid typed array length|Aborted\(OOM|greater than WebGL maximum|Unable to create .*texture/i;

/**
 * Any thrown thing as a value: an abort is 'cancelled', a lack of memory 'outOfMemory', what nobody foresaw
 * 'unexpected' with its message.
 */
export function toEngineError(thrown: unknown): EngineError {
  if (thrown instanceof EngineFailure) return thrown.value;
  if (thrown instanceof Error && thrown.name === 'AbortError') return { code: 'cancelled', details: {} };
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (NO_MEMORY.test(message)) return { code: 'outOfMemory', details: { message } };
  return { code: 'unexpected', details: { message } };
}
