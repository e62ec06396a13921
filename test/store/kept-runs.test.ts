import { beforeEach, describe, expect, it } from 'vitest';
import type { KeptRun } from '#protocol/kept-run.ts';
import type { StepPoint } from '#protocol/run.ts';
import { createCurves, recordCurves } from '#store/curves.ts';
import { applyKeptRunsEvent, initialKeptRuns, interruptedRun } from '#store/kept-runs.ts';
import { applyRunsEvent, currentRun, initialRuns } from '#store/runs.ts';
import { keptRun } from '#test/engine/runs/kept-run.ts';

const kept = keptRun();

const pointAt = (step: number): StepPoint => ({ step, loss: step, top1Error: step / 10, learningRate: 0.1 });
const restored = {
  type: 'runRestored',
  runId: 'a',
  run: kept,
  points: [1, 2, 3].map(pointAt),
  weights: 'newest',
} as const;

describe('a kept run that comes back', () => {
  it('has its curves without a gap or a double point, whatever was drawn before', () => {
    const curves = createCurves();
    const step = (steps: readonly number[]) =>
      recordCurves(curves, {
        type: 'stepsMeasured',
        runId: 'a',
        points: steps.map(pointAt),
        epoch: 2,
        imagesPerSecond: 1,
        remainingMs: 1,
      });
    step([1, 2, 3, 4]);
    recordCurves(curves, restored);
    expect(curves.column('step')).toEqual([1, 2, 3]);
    expect(curves.column('validationLoss')).toEqual([null, 0.9, null]);
    step([4, 5]);
    expect(curves.column('trainingLoss')).toEqual([1, 2, 3, 4, 5]);
  });

  it('is the same for the page each time it is kept again, which happens every few seconds', () => {
    const kept = (step: number) => ({ type: 'runKept', runId: 'a', step, isLasting: true }) as const;
    const once = applyRunsEvent(applyRunsEvent(initialRuns, restored), kept(4));
    expect(applyRunsEvent(once, kept(5))).toBe(once);
    const error = { code: 'storageFull', details: {} } as const;
    const failed = applyRunsEvent(once, { type: 'runNotKept', runId: 'a', error });
    expect(currentRun(failed)).toMatchObject({ isKept: false, keepError: error });
    expect(currentRun(applyRunsEvent(failed, kept(6)))).toMatchObject({ isKept: true, keepError: undefined });
  });

  it('stands paused where it was, and can be measured', () => {
    const run = currentRun(applyRunsEvent(initialRuns, restored));
    expect(run).toMatchObject({ id: 'a', status: 'paused', step: 3, epoch: 2, isKept: true });
    expect(run?.interruptedAt).toBeUndefined();
  });

  it('waits for its net when the worker dies, and then says where it was interrupted', () => {
    const error = { code: 'workerCrashed', details: {} } as const;
    let runs = applyRunsEvent(initialRuns, restored);
    runs = applyRunsEvent(runs, { type: 'trainingResumed', runId: 'a', step: 3 });
    runs = applyRunsEvent(runs, { type: 'engineCrashed', error });
    expect(currentRun(runs)?.status).toBe('starting');
    runs = applyRunsEvent(runs, restored);
    expect(currentRun(runs)).toMatchObject({ status: 'paused', interruptedAt: 3 });
  });
});

describe('the offer to go on', () => {
  let state = initialKeptRuns;
  const listed = (change: Partial<KeptRun>, isElsewhere = false) =>
    applyKeptRunsEvent(initialKeptRuns, {
      type: 'runsListed',
      requestId: 'l',
      canKeep: true,
      runs: [{ ...kept, ...change, isElsewhere, sizeBytes: 1000 }],
    });
  beforeEach(() => {
    state = listed({});
  });

  it('is made for a run that was interrupted, as long as there is no other', () => {
    expect(interruptedRun(state, undefined)?.id).toBe('a');
    expect(interruptedRun(state, 'b')).toBeUndefined();
  });

  it('is not made for a run that ended, that another tab trains, or when it was refused', () => {
    expect(interruptedRun(listed({ status: 'stopped' }), undefined)).toBeUndefined();
    expect(interruptedRun(listed({}, true), undefined)).toBeUndefined();
    expect(interruptedRun({ ...state, isOfferRefused: true }, undefined)).toBeUndefined();
  });
});
