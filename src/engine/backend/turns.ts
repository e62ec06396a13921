/**
 * Who uses the backend when. Selections of a backend follow one another: tfjs mixes up two that start at once. A
 * selection waits for the work that was begun before it, and work for the selections that were asked for before it.
 */
export class Turns {
  #selection: Promise<unknown> = Promise.resolve();
  readonly #works = new Set<{ readonly abort: AbortController; readonly ended: Promise<unknown> }>();

  /** Settles with the selections that have been asked for so far. */
  get selected(): Promise<unknown> {
    return this.#selection;
  }

  /** Selects once `idle` has settled; `change` must not reject. */
  async select(idle: Promise<unknown>, change: () => Promise<void>): Promise<void> {
    const selection = Promise.all([idle, this.#selection]).then(change);
    this.#selection = selection;
    await selection;
  }

  /** Does what `abortWork` or `signal` may put an end to; settles as `body` does. */
  work<T>(signal: AbortSignal, body: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return this.#abortable(signal, (signal) => this.#selection.then(() => body(signal)));
  }

  /** `work` that selects backends itself: later selections, and later work, wait until it has ended. */
  exclusive<T>(signal: AbortSignal, body: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const before = Promise.all([this.#selection, this.#ended()]);
    return this.#abortable(signal, (signal) => {
      const ended = before.then(() => body(signal));
      this.#selection = Promise.allSettled([ended]);
      return ended;
    });
  }

  /** Settles when all work has ended, however it ended. */
  async abortWork(): Promise<void> {
    for (const { abort } of this.#works) abort.abort();
    await this.#ended();
  }

  #ended(): Promise<unknown> {
    return Promise.allSettled([...this.#works].map(({ ended }) => ended));
  }

  async #abortable<T>(signal: AbortSignal, start: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const abort = new AbortController();
    const ended = start(AbortSignal.any([signal, abort.signal]));
    const work = { abort, ended };
    this.#works.add(work);
    try {
      return await ended;
    } finally {
      this.#works.delete(work);
    }
  }
}
