/** Pause, resume, stop, and holds during a measurement. Training obeys them between two batches. */
export class TrainingControl {
  #stopped = false;
  #paused = false;
  #holds = 0;
  #isStanding = false;
  #hasEnded = false;
  #listeners: (() => void)[] = [];

  get stopped(): boolean {
    return this.#stopped;
  }

  get paused(): boolean {
    return this.#paused && !this.#stopped;
  }

  /** Whether training may not go on just now. */
  get isHeld(): boolean {
    return !this.#stopped && (this.#paused || this.#holds > 0);
  }

  pause(): void {
    this.#paused = true;
    this.#change();
  }

  resume(): void {
    this.#paused = false;
    this.#change();
  }

  stop(): void {
    this.#stopped = true;
    this.#change();
  }

  /** Holds training between two steps, so that the weights stay as they are, until the returned function is called. */
  hold(): () => void {
    this.#holds += 1;
    this.#change();
    return () => {
      this.#holds -= 1;
      this.#change();
    };
  }

  /** Settles once no step is under way; none begins while a hold lasts. */
  async standing(): Promise<void> {
    while (!this.#isStanding && !this.#hasEnded) await this.changed();
  }

  /** For the training itself: says that it stands between two batches, or goes on. */
  stand(isStanding: boolean): void {
    this.#isStanding = isStanding;
    this.#change();
  }

  /** For the training itself: it takes no further step. */
  end(): void {
    this.#hasEnded = true;
    this.#change();
  }

  /** Settles with the next thing that is asked for or said. */
  changed(): Promise<void> {
    return new Promise((resolve) => {
      this.#listeners.push(resolve);
    });
  }

  #change(): void {
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const listener of listeners) listener();
  }
}
