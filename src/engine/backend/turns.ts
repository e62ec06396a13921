/**
 * Who uses the backend when. Selections of a backend follow one another: tfjs mixes up two that start at once. A
 * selection waits for the work that was begun before it, and work for the selections that were asked for before it.
 */
export class Turns {
  #selection: Promise<void> = Promise.resolve();
  readonly #works = new Set<{ readonly abort: AbortController; readonly ended: Promise<void> }>();

  /** Settles with the selections that have been asked for so far. */
  get selected(): Promise<void> {
    return this.#selection;
  }

  /** Selects once `idle` has settled; `change` must not reject. */
  select(idle: Promise<unknown>, change: () => Promise<void>): Promise<void> {
    this.#selection = Promise.all([idle, this.#selection]).then(change);
    return this.#selection;
  }

  /** Does what `abortWork` may put an end to; `body` must not reject. */
  async work(abort: AbortController, body: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const work = { abort, ended: this.#selection.then(() => body(abort.signal)) };
    this.#works.add(work);
    await work.ended;
    this.#works.delete(work);
  }

  /** Settles when all work has ended. */
  async abortWork(): Promise<void> {
    for (const { abort } of this.#works) abort.abort();
    await Promise.all([...this.#works].map(({ ended }) => ended));
  }
}
