/** How often a checkpoint is made where nothing asks for one, and which part of the time all of them may take. */
const EVERY_MS = 3000;
const SHARE = 0.02;

/** When the next checkpoint is due: every few seconds, seldom enough to cost next to nothing, and when asked for. */
export class CheckpointSchedule {
  readonly #everyMs: number;
  #madeAt = performance.now();
  #costMs = 0;
  #isAsked = false;
  /** Whether an earlier checkpoint is still being written: the next one waits, unless it is asked for. */
  isWriting = false;

  constructor(everyMs = EVERY_MS) {
    this.#everyMs = everyMs;
  }

  /** At the next place where it is possible, whatever it costs. */
  ask(): void {
    this.#isAsked = true;
  }

  get isDue(): boolean {
    return this.isAffordable && (this.#isAsked || performance.now() - this.#madeAt >= this.#everyMs);
  }

  /** Whether one more now is asked for, or keeps all of them within their part of the time. */
  get isAffordable(): boolean {
    return this.#isAsked || (!this.isWriting && performance.now() - this.#madeAt >= this.#costMs / SHARE);
  }

  /** For the training itself: it makes one now. */
  begin(): void {
    this.#madeAt = performance.now();
    this.#isAsked = false;
  }

  /** For the training itself: it goes on, having been held up since `begin`. */
  end(): void {
    const begunAt = this.#madeAt;
    this.#madeAt = performance.now();
    this.#costMs = this.#madeAt - begunAt;
  }
}
