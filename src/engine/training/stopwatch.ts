/** Speed is an exponential average over about this long, so that it follows the machine without jumping. */
const RATE_WINDOW_MS = 2000;
/**
 * A step that takes this long, and so many times as long as usual, was interrupted by the computer's sleep or by a
 * browser that stopped the page.
 */
const SLEPT_MS = 10_000;
const SLEPT_TIMES = 50;

/** Time and images of a training; pauses and sleep are left out. */
export class Stopwatch {
  #elapsedMs: number;
  #startedAt: number | undefined = performance.now();
  #lastCount = performance.now();
  #msPerImage: number | undefined;

  /** @param elapsedMs time of training before it was interrupted. */
  constructor(elapsedMs = 0) {
    this.#elapsedMs = elapsedMs;
  }

  get elapsedMs(): number {
    return this.#elapsedMs + (this.#startedAt === undefined ? 0 : performance.now() - this.#startedAt);
  }

  /** Images per second. */
  get rate(): number {
    return this.#msPerImage === undefined ? 0 : 1000 / this.#msPerImage;
  }

  count(images: number): void {
    const now = performance.now();
    const spent = now - this.#lastCount;
    this.#lastCount = now;
    const latest = spent / images;
    if (this.#msPerImage !== undefined && spent > SLEPT_MS && latest > SLEPT_TIMES * this.#msPerImage) {
      // Counted as a step like the others.
      this.#elapsedMs -= spent - this.#msPerImage * images;
      return;
    }
    const weight = 1 - Math.exp(-spent / RATE_WINDOW_MS);
    this.#msPerImage =
      this.#msPerImage === undefined ? latest : this.#msPerImage + weight * (latest - this.#msPerImage);
  }

  pause(): void {
    this.#elapsedMs = this.elapsedMs;
    this.#startedAt = undefined;
  }

  resume(): void {
    this.#startedAt = performance.now();
    this.#lastCount = this.#startedAt;
  }
}
