import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { Session } from '#engine/session/session.ts';
import type { EngineEvent, EventType } from '#protocol/events.ts';
import type { RunConfig } from '#protocol/run-config.ts';
import type { LoadWeights } from '#protocol/weights.ts';
import { wasmFolder } from '#test/engine/backends.ts';
import { lenetConfig } from '#test/engine/training/configs.ts';

const bytes = new Uint8Array(
  readFileSync(new URL('../../reference/weights/lenet5-half-width.pth', import.meta.url)),
);
const dataset = { id: 'digits', trainCount: 100, testCount: 40 };
const lenet = lenetConfig({ epochs: 1 }, { dataset, validationFraction: 0.1 });
const halfWidth: RunConfig = { ...lenet, model: { ...lenet.model, width: 0.5 } };

async function ready() {
  const events: EngineEvent[] = [];
  const session = new Session((event) => events.push(event), wasmFolder);
  const of = <T extends EventType>(type: T) =>
    events.filter((event): event is Extract<EngineEvent, { type: T }> => event.type === type);
  await session.handle({ type: 'selectBackend', preference: 'wasm', threads: 0 });
  const source = { kind: 'registered', config: dataset } as const;
  await session.handle({ type: 'loadDataset', requestId: 'data', source });
  const load = (runId: string, config: RunConfig, file = bytes): LoadWeights => ({
    type: 'loadWeights',
    requestId: runId,
    runId,
    config,
    isNetFixed: true,
    replacesHead: false,
    file: { path: 'net.pth', file: new File([file], 'net.pth') },
  });
  return { session, of, load };
}

describe('a session that is given weights', { timeout: 30_000 }, () => {
  it('holds a net that can be measured, and trained further', async () => {
    const { session, of, load } = await ready();
    await session.handle(load('a', halfWidth));
    const [loaded] = of('weightsLoaded');
    expect(loaded).toMatchObject({ runId: 'a', run: { step: 0, status: 'stopped', origin: { taken: 10 } } });
    expect(of('weightsProgressed').at(-1)).toMatchObject({ doneBytes: 4 * 15_738, totalBytes: 4 * 15_738 });
    const tensors = tf.memory().numTensors;
    await session.handle({ type: 'evaluate', requestId: 'b', runId: 'a', split: 'test', crops: 'oneCrop' });
    expect(of('evaluationEnded')[0]?.result).toMatchObject({ images: 40, step: 0 });
    expect(tf.memory().numTensors).toBe(tensors);
    await session.handle({ type: 'resumeTraining', runId: 'a' });
    expect(of('trainingEnded')).toMatchObject([{ runId: 'a', outcome: 'finished' }]);
  });

  it('keeps the net that it had where the file does not fit', async () => {
    const { session, of, load } = await ready();
    await session.handle(load('a', halfWidth));
    const before = tf.memory().numTensors;
    await session.handle(load('b', lenet));
    await session.handle(load('c', halfWidth, bytes.slice(0, 5000)));
    expect(of('requestFailed').map(({ error }) => error.code)).toEqual(['weightsMismatch', 'archiveDamaged']);
    await session.handle({ type: 'evaluate', requestId: 'd', runId: 'a', split: 'test', crops: 'oneCrop' });
    expect(of('evaluationEnded')).toHaveLength(1);
    expect(tf.memory().numTensors).toBe(before);
  });
});
