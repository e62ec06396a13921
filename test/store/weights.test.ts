import { describe, expect, it } from 'vitest';
import { findArchitecture } from '#models/registry.ts';
import type { KeptRun } from '#protocol/kept-run.ts';
import { publishedForm } from '#store/net-form.ts';
import { currentRun, measurableRun } from '#store/runs.ts';
import { BACKEND, openStore, summaryOf } from './open-store.ts';

const file = { path: 'net.pth', file: new File([], 'net.pth') };
const weights = {
  file: 'net.pth',
  sizeBytes: 10,
  format: 'pytorch',
  types: ['F32'],
  prefix: '',
  taken: 10,
  parameters: 100,
  leftOut: [],
  absent: [],
} as const;

function open() {
  const opened = openStore();
  const { store, sentOf } = opened;
  const asked = () => sentOf('loadWeights').at(-1)!;
  const answer = (): KeptRun => ({
    id: asked().runId,
    name: '',
    note: '',
    tags: [],
    earlierRecipes: [],
    isStarred: false,
    startedAt: 1,
    changedAt: 1,
    appVersion: '0',
    config: asked().config,
    data: summaryOf(asked().config.dataset),
    backend: BACKEND,
    plan: { trainCount: 10, validationCount: 2, stepsPerEpoch: 2, totalSteps: 6, evaluationBatchSize: 2 },
    status: 'stopped',
    step: 0,
    elapsedMs: 0,
    epochs: [],
    evaluations: [],
    origin: weights,
  });
  return { ...opened, asked, answer, state: () => store.state.getState() };
}

describe('weights from a file', () => {
  it('make the current run one that holds still and can be measured, in Evaluate', () => {
    const { store, asked, answer, state } = open();
    store.actions.loadWeights(file);
    expect(asked()).toMatchObject({ isNetFixed: false, replacesHead: false, file });
    expect(state().weights.status).toBe('loading');
    const { requestId, runId } = asked();
    store.receive({ type: 'weightsProgressed', requestId, doneBytes: 4, totalBytes: 10 });
    expect(state().weights).toMatchObject({ doneBytes: 4, totalBytes: 10 });
    store.receive({ type: 'weightsLoaded', requestId, runId, run: answer() });
    expect(measurableRun(state().runs)).toMatchObject({ id: runId, status: 'stopped', origin: weights });
    expect(state()).toMatchObject({ place: 'evaluate', weights: { status: 'idle' } });
  });

  it('are for the net of a page, where they were chosen there', () => {
    const { store, asked } = open();
    store.actions.loadWeights(file, publishedForm(findArchitecture('squeezenet1_0')));
    expect(asked()).toMatchObject({ isNetFixed: true, config: { model: { id: 'squeezenet1_0' } } });
  });

  it('with another number of classes can be asked for again without their head', () => {
    const { store, asked, state, sentOf } = open();
    store.actions.loadWeights(file);
    const error = { code: 'weightsHeadMismatch', details: { expected: 10, found: 1000 } } as const;
    store.receive({ type: 'requestFailed', requestId: asked().requestId, error });
    expect(state().weights).toMatchObject({ status: 'failed', error });
    expect(currentRun(state().runs)).toBeUndefined();
    store.actions.loadWeightsWithoutHead();
    expect(sentOf('loadWeights')).toHaveLength(2);
    expect(asked()).toMatchObject({ replacesHead: true, file });
  });

  it('can be cancelled, and are not asked for while others load', () => {
    const { store, asked, state, sentOf } = open();
    store.actions.loadWeights(file);
    store.actions.loadWeights(file);
    expect(sentOf('loadWeights')).toHaveLength(1);
    const { requestId } = asked();
    store.actions.cancelWeights();
    expect(sentOf('cancelRequest')).toEqual([{ type: 'cancelRequest', requestId }]);
    store.receive({ type: 'requestFailed', requestId, error: { code: 'cancelled', details: {} } });
    expect(state().weights).toMatchObject({ status: 'idle', error: undefined });
  });

  it('that were on their way when the engine died have failed', () => {
    const { store, state } = open();
    store.actions.loadWeights(file);
    store.receive({ type: 'engineCrashed', error: { code: 'workerCrashed', details: {} } });
    expect(state().weights).toMatchObject({ status: 'failed', error: { code: 'workerCrashed' } });
  });
});
