import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { BackendSubject } from '#engine/session/backend.ts';
import { Bench } from '#engine/session/bench.ts';
import { DataSubject } from '#engine/session/data.ts';
import { Requests } from '#engine/session/requests.ts';
import { RunSubject } from '#engine/session/run.ts';
import type { EngineEvent, EventType } from '#protocol/events.ts';
import { wasmFolder } from '#test/engine/backends.ts';
import { lenetConfig } from '#test/engine/training/configs.ts';

const dataset = { id: 'digits', trainCount: 60, testCount: 20 };
const config = lenetConfig({ batchSize: 2, epochs: 1 }, { dataset });

/** The subjects of a session on WASM where the plain backend is a candidate too. */
async function open() {
  const events: EngineEvent[] = [];
  const emit = (event: EngineEvent) => void events.push(event);
  const of = <T extends EventType>(type: T) =>
    events.filter((event): event is Extract<EngineEvent, { type: T }> => event.type === type);
  const requests = new Requests(emit);
  const bench = new Bench();
  const data = new DataSubject(emit, requests);
  const backend = new BackendSubject(emit, requests, bench, data, wasmFolder);
  const run = new RunSubject(emit, requests, bench, data);
  await backend.handle({ type: 'selectBackend', preference: 'auto', threads: 0 });
  await data.handle({
    type: 'loadDataset',
    requestId: 'load',
    source: { kind: 'registered', config: dataset },
  });
  bench.backend = { ...bench.requireBackend(), candidates: ['wasm', 'cpu'] };
  return { backend, bench, run, requests, of };
}

/** Makes every max pooling on a backend take so much longer, until what it returns is called. */
function slowDown(backend: string, ms: number): () => void {
  const kernel = tf.getKernel('MaxPool', backend)!;
  const replace = (kernelFunc: typeof kernel.kernelFunc) => {
    tf.unregisterKernel('MaxPool', backend);
    tf.registerKernel({ ...kernel, kernelFunc });
  };
  replace((call) => {
    const end = performance.now() + ms;
    while (performance.now() < end);
    return kernel.kernelFunc(call);
  });
  return () => replace(kernel.kernelFunc);
}

describe('backends compared with the net at hand', () => {
  it('are chosen by their steps: the one that is slow today loses, whatever is faster by nature', async () => {
    const { backend, of } = await open();
    const restore = slowDown('wasm', 1500);
    try {
      await backend.handle({ type: 'compareBackends', requestId: 'c', config });
    } finally {
      restore();
    }
    const { timings } = of('backendsCompared')[0]!;
    expect(timings.map(({ name }) => name)).toEqual(['wasm', 'cpu']);
    // Two poolings, each 1,500 ms longer.
    expect(timings[0]!.stepMs).toBeGreaterThan(3000);
    expect(timings[1]!.stepMs).toBeLessThan(timings[0]!.stepMs);
    expect(tf.getBackend()).toBe('wasm');

    await backend.handle({ type: 'selectBackend', preference: 'auto', threads: 0, timings });
    expect(of('backendSelected').at(-1)!.backend).toMatchObject({ name: 'cpu', reason: 'fastest', timings });
    // A choice by hand stays.
    await backend.handle({ type: 'selectBackend', preference: 'wasm', threads: 0, timings });
    expect(of('backendSelected').at(-1)!.backend).toMatchObject({ name: 'wasm', reason: 'chosenByUser' });
  });

  it('leave the net that was trained where it was, and no tensor behind', async () => {
    const { backend, bench, run } = await open();
    await run.handle({ type: 'startTraining', runId: 'a', config });
    const before = await bench.requireRun('a').weights();
    const tensors = tf.memory().numTensors;
    await backend.handle({ type: 'compareBackends', requestId: 'c', config });
    expect(tf.memory().numTensors).toBe(tensors);
    expect(await bench.requireRun('a').weights()).toEqual(before);
    bench.dropRun();
  });

  it('are given up for a run that is started, which goes on with the backend that was selected', async () => {
    const { backend, run, of } = await open();
    const compared = backend.handle({ type: 'compareBackends', requestId: 'c', config });
    await run.handle({ type: 'startTraining', runId: 'a', config });
    await compared;
    expect(of('requestFailed')[0]).toMatchObject({ requestId: 'c', error: { code: 'cancelled' } });
    expect(of('trainingStarted')[0]!.backend.name).toBe('wasm');
    expect(of('trainingEnded')[0]).toMatchObject({ outcome: 'finished' });
  });

  it('leave out a candidate that does not start', async () => {
    const { backend, bench, of } = await open();
    bench.backend = { ...bench.requireBackend(), candidates: ['webgl', 'wasm'] };
    await backend.handle({ type: 'compareBackends', requestId: 'c', config });
    expect(of('backendsCompared')[0]!.timings.map(({ name }) => name)).toEqual(['wasm']);
  });

  it('are not compared while a run trains', async () => {
    const { backend, run, of } = await open();
    const trained = run.handle({ type: 'startTraining', runId: 'a', config });
    await backend.handle({ type: 'compareBackends', requestId: 'c', config });
    expect(of('requestFailed')[0]).toMatchObject({ requestId: 'c', error: { code: 'busy' } });
    await trained;
  });
});
