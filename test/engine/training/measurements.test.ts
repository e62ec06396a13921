import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Measurements } from '#engine/training/measurements.ts';
import { useBackend } from '#test/engine/backends.ts';

beforeAll(() => useBackend('cpu'));
afterEach(() => vi.restoreAllMocks());

const scores = (loss: number, errors: number) => ({ loss: tf.scalar(loss), errors: tf.scalar(errors) });

/** A clock that stands still until it is set. */
function clock() {
  let now = 1000;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  return (ms: number) => {
    now = 1000 + ms;
  };
}

/** Lets a read that is under way come to its end. */
const settled = () => new Promise((resolve) => setTimeout(resolve));

describe('the measurements of an epoch', () => {
  it('average by the sizes of the batches', async () => {
    const measurements = new Measurements();
    measurements.add(1, 3, 0.1, scores(1, 2));
    measurements.add(2, 1, 0.05, scores(5, 1));
    await measurements.readAll();
    expect(measurements.averages()).toEqual({ images: 4, loss: 2, top1Error: 0.75 });
    expect(measurements.takePoints()).toEqual([
      { step: 1, loss: 1, top1Error: 2 / 3, learningRate: 0.1 },
      { step: 2, loss: 5, top1Error: 1, learningRate: 0.05 },
    ]);
    expect(measurements.takePoints()).toEqual([]);
  });

  it('go on from the sums of the steps before, and from none in the next epoch', async () => {
    const measurements = new Measurements({ images: 6, loss: 12, errors: 3 });
    expect(measurements.hasSteps).toBe(true);
    measurements.add(4, 2, 0.1, scores(6, 1));
    await measurements.readAll();
    expect(measurements.averages()).toEqual({ images: 8, loss: 3, top1Error: 0.5 });
    measurements.startEpoch();
    expect(measurements.hasSteps).toBe(false);
    expect(measurements.sums).toEqual({ images: 0, loss: 0, errors: 0 });
  });

  it('stay on the device until 200 ms have gone, and are read together then', async () => {
    const setClock = clock();
    const measurements = new Measurements();
    measurements.add(1, 1, 0.1, scores(1, 0));
    setClock(199);
    measurements.readWhenDue();
    await settled();
    expect(measurements.takePoints()).toEqual([]);
    measurements.add(2, 1, 0.1, scores(2, 0));
    setClock(200);
    measurements.readWhenDue();
    await settled();
    expect(measurements.takePoints().map(({ step }) => step)).toEqual([1, 2]);
    // The next read is due 200 ms after that one.
    measurements.add(3, 1, 0.1, scores(3, 0));
    setClock(399);
    measurements.readWhenDue();
    await settled();
    expect(measurements.takePoints()).toEqual([]);
    setClock(400);
    measurements.readWhenDue();
    await settled();
    expect(measurements.takePoints().map(({ step }) => step)).toEqual([3]);
  });

  it('tell of a read that failed', async () => {
    const setClock = clock();
    const measurements = new Measurements();
    // A GPU that is lost while its results are awaited.
    vi.spyOn(tf.Tensor.prototype, 'data').mockRejectedValueOnce(new Error('lost'));
    measurements.add(1, 1, 0.1, scores(1, 0));
    setClock(200);
    measurements.readWhenDue();
    await settled();
    expect(() => measurements.readWhenDue()).toThrow('lost');
  });

  it('leave no tensor behind, read or given up', async () => {
    const before = tf.memory().numTensors;
    const measurements = new Measurements();
    measurements.add(1, 1, 0.1, scores(1, 0));
    await measurements.readAll();
    expect(tf.memory().numTensors).toBe(before);
    measurements.add(2, 1, 0.1, scores(1, 0));
    measurements.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
