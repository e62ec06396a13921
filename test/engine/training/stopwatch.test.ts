import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Stopwatch } from '#engine/training/stopwatch.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** So many steps of 10 images, 100 ms each. */
function train(watch: Stopwatch, steps: number): void {
  for (let step = 0; step < steps; step++) {
    vi.advanceTimersByTime(100);
    watch.count(10);
  }
}

describe('the time of a training', () => {
  it('leaves a night of sleep in the midst of a step out, and the speed as it was', () => {
    const watch = new Stopwatch();
    train(watch, 50);
    vi.advanceTimersByTime(8 * 3_600_000);
    watch.count(10);
    train(watch, 50);
    expect(watch.elapsedMs).toBeCloseTo(101 * 100, 3);
    expect(watch.rate).toBeCloseTo(100, 3);
  });

  it('does not follow the clock of the computer when somebody sets it', () => {
    const watch = new Stopwatch();
    train(watch, 10);
    vi.setSystemTime(Date.now() - 86_400_000);
    train(watch, 10);
    expect(watch.elapsedMs).toBeCloseTo(2000, 3);
    expect(watch.rate).toBeCloseTo(100, 3);
  });

  it('counts a first step that takes long, and steps that are slow by themselves', () => {
    const watch = new Stopwatch();
    vi.advanceTimersByTime(60_000);
    watch.count(10);
    vi.advanceTimersByTime(20_000);
    watch.count(10);
    expect(watch.elapsedMs).toBeCloseTo(80_000, 3);
  });

  it('leaves pauses out', () => {
    const watch = new Stopwatch(500);
    train(watch, 10);
    watch.pause();
    vi.advanceTimersByTime(5000);
    watch.resume();
    train(watch, 10);
    expect(watch.elapsedMs).toBeCloseTo(2500, 3);
    expect(watch.rate).toBeCloseTo(100, 3);
  });
});
