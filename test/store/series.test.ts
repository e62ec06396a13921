import { describe, expect, it, vi } from 'vitest';
import { createCurves, recordCurves } from '#store/curves.ts';

const measured = (steps: readonly number[]) =>
  ({
    type: 'stepsMeasured',
    runId: 'a',
    points: steps.map((step) => ({ step, loss: 10 / step, top1Error: 1 / step, learningRate: 0.1 })),
    epoch: 1,
    imagesPerSecond: 100,
    remainingMs: 0,
  }) as const;

const score = { images: 10, loss: 0.5, top1Error: 0.25, top5Error: 0 };
const ended = { type: 'epochEnded', runId: 'a', epoch: 1, step: 2, training: score, elapsedMs: 1 } as const;

describe('the curves of a run', () => {
  it('put the held-out figures of an epoch beside those of its last step', () => {
    const curves = createCurves();
    recordCurves(curves, measured([1, 2]));
    recordCurves(curves, { ...ended, validation: score });
    expect(curves.column('step')).toEqual([1, 2]);
    expect(curves.column('trainingLoss')).toEqual([10, 5]);
    expect(curves.column('validationLoss')).toEqual([null, 0.5]);
    expect(curves.column('validationError')).toEqual([null, 0.25]);
  });

  it('give the held-out figures a row of their own when their step was not measured', () => {
    const curves = createCurves();
    recordCurves(curves, measured([1]));
    recordCurves(curves, { ...ended, validation: score });
    expect(curves.column('step')).toEqual([1, 2]);
    expect(curves.column('trainingLoss')).toEqual([10, null]);
    expect(curves.column('validationLoss')).toEqual([null, 0.5]);
  });

  it('tell the charts once for a batch of steps, and not at all when nothing was measured', () => {
    const curves = createCurves();
    const listener = vi.fn();
    const end = curves.subscribe(listener);
    recordCurves(curves, measured([1, 2, 3]));
    recordCurves(curves, ended);
    expect(listener).toHaveBeenCalledTimes(1);
    end();
    recordCurves(curves, measured([4]));
    expect(listener).toHaveBeenCalledTimes(1);
  });
});
