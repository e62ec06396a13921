/**
 * Who uses the backend when. Selections of a backend follow one another: tfjs mixes up two that start at once. A
 * selection waits for the work that was begun before it, and work for the selections that were asked for before it.
 */
export class Turns {
  #selection: Promise<void> = Promise.resolve();
  readonly #works = new Set<{ readonly abort: AbortController; readonly ended: Promise<unknown> }>();

  /** Settles with the selections that have been asked for so far. */
  get selected(): Promise<void> {
    return this.#selection;
  }

  /** Selects once `idle` has settled; `change` must not reject. */
  select(idle: Promise<unknown>, change: () => Promise<void>): Promise<void> {
    this.#selection = Promise.all([idle, this.#selection]).then(change);
    return this.#selection;
  }

  /** Does what `abortWork` or `signal` may put an end to; settles as `body` does. */
  async work(signal: AbortSignal, body: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const abort = new AbortController();
    const ended = this.#selection.then(() => body(AbortSignal.any([signal, abort.signal])));
    const work = { abort, ended };
    this.#works.add(work);
    try {
      await ended;
    } finally {
      this.#works.delete(work);
    }
  }

  /** Settles when all work has ended, however it ended. */
  async abortWork(): Promise<void> {
    for (const { abort } of this.#works) abort.abort();
    await Promise.allSettled([...this.#works].map(({ ended }) => ended));
  }
}
