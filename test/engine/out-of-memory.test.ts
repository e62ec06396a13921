import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Session } from '#engine/session/session.ts';
import type { WasmBackend } from '#kernels/wasm-backend.ts';
import { findArchitecture } from '#models/registry.ts';
import type { EngineEvent, EventType } from '#protocol/events.ts';
import type { RunConfig } from '#protocol/run-config.ts';
import { defaultConfig } from '#store/set-up.ts';
import { lenetConfig } from './training/configs.ts';

const wasmFolder = `${dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'))}/`;
const events: EngineEvent[] = [];
const session = new Session((event) => events.push(event), wasmFolder);
const last = <T extends EventType>(type: T) =>
  events.findLast((event): event is Extract<EngineEvent, { type: T }> => event.type === type);

let runs = 0;
const train = (config: RunConfig) => session.handle({ type: 'startTraining', runId: String(runs++), config });

/** Takes WASM's memory, whose pages cost nothing until they are written, but for less than `restBytes`. */
function fillMemory(restBytes: number): tf.TensorInfo[] {
  const backend = tf.backend() as unknown as WasmBackend;
  const taken: tf.TensorInfo[] = [];
  for (let sizeBytes = 2 ** 30; sizeBytes >= restBytes; ) {
    try {
      taken.push(backend.makeOutput([sizeBytes / 4], 'float32'));
    } catch {
      sizeBytes /= 2;
    }
  }
  return taken;
}

const dataset = { id: 'digits', trainCount: 200, testCount: 100 };

describe('when the memory is full', { timeout: 60_000 }, () => {
  let taken: tf.TensorInfo[] = [];
  const release = () => {
    const backend = tf.backend() as unknown as WasmBackend;
    for (const { dataId } of taken) backend.disposeData(dataId);
    taken = [];
  };

  beforeAll(async () => {
    await session.handle({ type: 'selectBackend', preference: 'wasm', threads: 0 });
    const source = { kind: 'registered', config: dataset } as const;
    await session.handle({ type: 'loadDataset', requestId: 'load', source });
  });
  afterEach(release);

  it('a run fails with outOfMemory in its first step, leaves no tensor of the step behind, and the next one trains', async () => {
    const config = lenetConfig({ epochs: 1, batchSize: 200 }, { dataset });
    await train(config);
    expect(last('trainingEnded')?.outcome).toBe('finished');
    const { numTensors } = tf.memory();
    taken = fillMemory(2 ** 22);
    await train(config);
    expect(last('trainingFailed')?.error.code).toBe('outOfMemory');
    expect(tf.memory().numTensors).toBe(numTensors);
    release();
    await train(config);
    expect(events.filter(({ type }) => type === 'trainingEnded')).toHaveLength(2);
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  it('a net that cannot be built either leaves no weight behind', async () => {
    await train(lenetConfig({ epochs: 1 }, { dataset }));
    const { numTensors } = tf.memory();
    taken = fillMemory(2 ** 14);
    events.length = 0;
    // Its weights are more than those of the net that is given up for it.
    await train({ ...defaultConfig(findArchitecture('vgg11')), dataset });
    expect(last('trainingFailed')?.error.code).toBe('outOfMemory');
    expect(tf.memory().numTensors).toBeLessThan(numTensors);
  });

  it('a kernel leaves none of its outputs behind, and its scratch is not freed twice', () => {
    const backend = tf.backend() as unknown as WasmBackend;
    const x = tf.randomUniform([8, 8, 8, 256], -1, 1, 'float32', 1);
    const dy = tf.randomUniform([8, 8, 8, 256], -1, 1, 'float32', 2);
    const attributes = {
      strides: 1,
      pad: 'same',
      dataFormat: 'NHWC',
      filterShape: [3, 3, 256, 256],
    };
    const gradient = () =>
      tf.tidy(() =>
        (tf.engine().runKernel('Conv2DBackpropFilter', { x, dy }, attributes) as tf.Tensor).dataSync(),
      );
    // Room for the output of 2.4 MB, and not for its parts in scratch.
    const room = backend.makeOutput([3 * 2 ** 18], 'float32');
    taken = fillMemory(2 ** 20);
    backend.disposeData(room.dataId);
    const made: tf.TensorInfo[] = [];
    const { makeOutput } = backend;
    backend.makeOutput = (...values) => {
      const output = makeOutput(...values);
      made.push(output);
      return output;
    };
    try {
      expect(gradient).toThrow('outOfMemory');
    } finally {
      backend.makeOutput = makeOutput;
    }
    expect(made.map(({ shape }) => shape)).toEqual([[3, 3, 256, 256]]);
    expect(made.map(({ dataId }) => backend.refCount(dataId))).toEqual([0]);
    release();
    // They take the place that the scratch had: had it been freed twice, the next scratch would overwrite them.
    const others = Array.from({ length: 64 }, (_, i) => tf.fill([2 ** (8 + (i % 16))], i));
    const values = gradient();
    expect(gradient()).toEqual(values);
    others.forEach((tensor, i) => {
      expect(tensor.dataSync().every((value) => value === i)).toBe(true);
    });
    tf.dispose([x, dy, others]);
  });

  it('a net that certainly does not fit is refused before anything is allocated, with what it needs', async () => {
    const large = defaultConfig(findArchitecture('resnet152'));
    const model = { ...large.model, width: 1 };
    const recipe = { ...large.recipe, batchSize: 1024 };
    const { wasm } = tf.backend() as unknown as WasmBackend;
    const sizeBytes = wasm.HEAPU8.byteLength;
    await train({ ...large, dataset, model, recipe });
    const { code, details } = last('trainingFailed')!.error;
    expect(code).toBe('memoryTooSmall');
    expect(details['neededBytes']).toBeGreaterThan(details['limitBytes'] as number);
    expect(details['batchSize']).toBe(1024);
    expect(wasm.HEAPU8.byteLength).toBe(sizeBytes);
  });
});
