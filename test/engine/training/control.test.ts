import { describe, expect, it } from 'vitest';
import { TrainingControl } from '#engine/training/control.ts';

/** Whether a promise has settled by now. */
async function hasSettled(promise: Promise<unknown>): Promise<boolean> {
  const unsettled = Symbol('unsettled');
  return (await Promise.race([promise, Promise.resolve(unsettled)])) !== unsettled;
}

describe('the control of a training', () => {
  it('is held by a pause, and by a measurement until the last one ends', () => {
    const control = new TrainingControl();
    expect(control.isHeld).toBe(false);
    const [first, second] = [control.hold(), control.hold()];
    first();
    expect(control.isHeld).toBe(true);
    control.pause();
    second();
    expect(control.isHeld).toBe(true);
    control.resume();
    expect(control.isHeld).toBe(false);
  });

  it('is neither held nor paused once it is stopped', () => {
    const control = new TrainingControl();
    control.pause();
    control.hold();
    control.stop();
    expect(control.isHeld).toBe(false);
    expect(control.paused).toBe(false);
    expect(control.stopped).toBe(true);
  });

  it.each<[string, (control: TrainingControl) => unknown]>([
    ['a pause', (control) => control.pause()],
    ['going on', (control) => control.resume()],
    ['a stop', (control) => control.stop()],
    ['a hold', (control) => control.hold()],
    ['standing still', (control) => control.stand(true)],
    ['the end', (control) => control.end()],
  ])('wakes who waits at %s', async (_, change) => {
    const control = new TrainingControl();
    const woken = control.changed();
    expect(await hasSettled(woken)).toBe(false);
    change(control);
    expect(await hasSettled(woken)).toBe(true);
  });

  it('wakes who waits at the end of a hold', async () => {
    const control = new TrainingControl();
    const release = control.hold();
    const woken = control.changed();
    release();
    expect(await hasSettled(woken)).toBe(true);
  });

  it('lets one wait until no step is under way, or none comes any more', async () => {
    for (const change of [(c: TrainingControl) => c.stand(true), (c: TrainingControl) => c.end()]) {
      const control = new TrainingControl();
      const standing = control.standing();
      control.stand(false);
      await Promise.resolve();
      expect(await hasSettled(standing)).toBe(false);
      change(control);
      await standing;
      await control.standing();
    }
  });
});
