import { describe, expect, it } from 'vitest';
import type { BackendInfo, BackendTiming } from '#protocol/backend.ts';
import { memoryStorage } from './memory-storage.ts';
import { BACKEND, openStore } from './open-store.ts';

const WITH_GPU: BackendInfo = {
  ...BACKEND,
  name: 'webgl',
  reason: 'gpuFound',
  renderer: 'A laptop',
  candidates: ['webgl', 'wasm'],
};
/** As on an integrated GPU. */
const TIMINGS: readonly BackendTiming[] = [
  { name: 'webgl', stepMs: 31 },
  { name: 'wasm', stepMs: 8 },
];

function open(backend = WITH_GPU, storage = memoryStorage()) {
  const app = openStore('', storage);
  app.store.receive({ type: 'backendSelected', backend });
  app.deliver({ id: 'mnist' });
  const compared = () => app.sentOf('compareBackends');
  const answer = (timings = TIMINGS) => {
    const { requestId } = compared().at(-1)!;
    app.store.receive({ type: 'backendsCompared', requestId, timings });
  };
  return { ...app, compared, answer, storage };
}

describe('where there is more than one backend to choose from', () => {
  it('they are compared with the set-up once its data is there, and the fastest is asked for', () => {
    const { compared, answer, sentOf } = open();
    expect(compared()).toHaveLength(1);
    expect(compared()[0]!.config).toMatchObject({ model: { id: 'lenet5' }, dataset: { id: 'mnist' } });
    answer();
    expect(sentOf('selectBackend').at(-1)).toMatchObject({ preference: 'auto', timings: TIMINGS });
    expect(compared()).toHaveLength(1);
  });

  it('a run that is started meanwhile waits for them', () => {
    const { store, answer, sentOf, run } = open();
    store.actions.train();
    expect(run()!.status).toBe('waiting');
    expect(sentOf('startTraining')).toHaveLength(0);
    answer();
    expect(sentOf('startTraining')).toHaveLength(1);
    expect(run()!.status).toBe('starting');
  });

  it('a run of another net has them compared first, and starts also where that fails', () => {
    const { store, answer, sentOf, run, compared } = open();
    answer();
    store.actions.changeRecipe({ batchSize: 64 });
    store.actions.train();
    expect(compared()).toHaveLength(2);
    expect(run()!.status).toBe('waiting');
    const { requestId } = compared()[1]!;
    store.receive({ type: 'requestFailed', requestId, error: { code: 'unexpected', details: {} } });
    expect(sentOf('startTraining')).toHaveLength(1);
  });

  it('they are not compared again: not by another run, nor on the next visit to this machine', () => {
    const first = open();
    first.answer();
    const again = open(WITH_GPU, first.storage);
    expect(again.compared()).toHaveLength(0);
    expect(again.sentOf('selectBackend').at(-1)).toMatchObject({ timings: TIMINGS });
    const elsewhere = open({ ...WITH_GPU, renderer: 'Another GPU' }, first.storage);
    expect(elsewhere.compared()).toHaveLength(1);
  });

  it('a choice by hand stays, and nothing is compared for it', () => {
    const { store, compared, sentOf } = open({ ...WITH_GPU, candidates: ['wasm'] });
    store.actions.changeSettings({ backend: 'webgl' });
    store.receive({ type: 'backendSelected', backend: { ...WITH_GPU, reason: 'chosenByUser' } });
    store.actions.train();
    expect(compared()).toHaveLength(0);
    expect(sentOf('startTraining')).toHaveLength(1);
  });

  it('a GPU that was just lost is not gone back to before the next run', () => {
    const { store, answer, sentOf } = open();
    answer();
    const before = sentOf('selectBackend').length;
    store.receive({ type: 'backendSelected', backend: { ...WITH_GPU, name: 'wasm', reason: 'contextLost' } });
    expect(sentOf('selectBackend')).toHaveLength(before);
  });
});

it('where there is one backend, a run starts at once', () => {
  const { store, compared, sentOf } = open(BACKEND);
  store.actions.train();
  expect(compared()).toHaveLength(0);
  expect(sentOf('startTraining')).toHaveLength(1);
});
