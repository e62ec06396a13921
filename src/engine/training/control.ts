/** Pause, resume and stop, asked for from outside and obeyed between two steps. */
export class TrainingControl {
  #stopped = false;
  #paused = false;
  #resumed: (() => void) | undefined;

  get stopped(): boolean {
    return this.#stopped;
  }

  get paused(): boolean {
    return this.#paused && !this.#stopped;
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#resumed?.();
  }

  stop(): void {
    this.#stopped = true;
    this.resume();
  }

  /** Settles when training may go on or shall stop. */
  async whilePaused(): Promise<void> {
    while (this.paused) {
      await new Promise<void>((resolve) => {
        this.#resumed = resolve;
      });
    }
  }
}
