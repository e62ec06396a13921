import { toEngineError } from '#engine/engine-failure.ts';
import type { EngineEvent } from '#protocol/events.ts';

export type Emit = (event: EngineEvent) => void;

/** Requests under way. Each can be cancelled, and every failure is reported by the same event. */
export class Requests {
  readonly #emit: Emit;
  readonly #underWay = new Map<string, AbortController>();

  constructor(emit: Emit) {
    this.#emit = emit;
  }

  /** Settles when `work` has; what it throws is reported as 'requestFailed'. */
  async carryOut(requestId: string, work: (signal: AbortSignal) => void | Promise<void>): Promise<void> {
    const abort = new AbortController();
    this.#underWay.set(requestId, abort);
    try {
      await work(abort.signal);
    } catch (error) {
      this.#emit({ type: 'requestFailed', requestId, error: toEngineError(error) });
    } finally {
      this.#underWay.delete(requestId);
    }
  }

  /** Does nothing for a request that has ended or was never made. */
  cancel(requestId: string): void {
    this.#underWay.get(requestId)?.abort();
  }
}
