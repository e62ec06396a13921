import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { toEngineError } from '#engine/engine-failure.ts';
import { loadWeights } from '#engine/weights/load-weights.ts';
import { findArchitecture } from '#models/registry.ts';
import type { RunConfig } from '#protocol/run-config.ts';
import { defaultConfig } from '#store/set-up.ts';
import { useBackend } from '#test/engine/backends.ts';
import { bars } from '#test/engine/bars.ts';

const folder = new URL('../../reference/weights/', import.meta.url);
const bytes = new Uint8Array(readFileSync(new URL('lenet5-half-width.pth', folder)));
/** By PyTorch: test/reference/weights/make.py. */
const logits: number[][] = JSON.parse(readFileSync(new URL('lenet5-half-width.json', folder), 'utf8'));

const lenet = defaultConfig(findArchitecture('lenet5'));
const halfWidth: RunConfig = { ...lenet, model: { ...lenet.model, width: 0.5 } };

const load = (
  config: RunConfig,
  options: { readonly isNetFixed?: boolean; readonly replacesHead?: boolean } = {},
) => {
  const file = { path: 'lenet5.pth', file: new File([bytes], 'lenet5.pth') };
  const wanted = { config, isNetFixed: false, replacesHead: false, file, ...options };
  return loadWeights(wanted, bars(20, 20), {
    signal: new AbortController().signal,
    makeRoom: () => undefined,
    onBytes: () => undefined,
  });
};
const problemOf = (...args: Parameters<typeof load>) =>
  load(...args).then(String, (thrown) => toEngineError(thrown));

beforeAll(() => useBackend('wasm'));

describe('weights of PyTorch', () => {
  it('give a net PyTorch’s logits, through the flattened map too', async () => {
    const tensors = tf.memory().numTensors;
    const { run, weights } = await load(halfWidth);
    const images = tf.tidy(() => tf.abs(tf.sin(tf.add(tf.mul(tf.range(0, 2 * 28 * 28), 0.7), 0.3))));
    const batch = tf.reshape(images, [2, 28, 28, 1]) as tf.Tensor4D;
    const found = run.predict(batch);
    for (const [row, values] of ((await found.array()) as number[][]).entries()) {
      for (const [i, value] of values.entries()) expect(value).toBeCloseTo(logits[row]![i]!, 4);
    }
    tf.dispose([images, batch, found]);
    expect(weights).toEqual({
      file: 'lenet5.pth',
      sizeBytes: bytes.length,
      format: 'pytorch',
      types: ['F32'],
      prefix: 'module.',
      taken: 10,
      // 3 x 25 + 3, 8 x 75 + 8, 60 x 200 + 60, 42 x 60 + 42, 10 x 42 + 10
      parameters: 78 + 608 + 12_060 + 2_562 + 430,
      leftOut: [],
      absent: [],
    });
    expect(run.step).toBe(0);
    run.dispose();
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it('that do not fit leave the net that was held, and say what differs on both sides', async () => {
    expect(await problemOf(lenet)).toEqual({
      code: 'weightsMismatch',
      details: {
        file: 'lenet5.pth',
        layer: 'module.conv1.weight',
        expected: '6 × 1 × 5 × 5',
        found: '3 × 1 × 5 × 5',
      },
    });
    const resnet = defaultConfig(findArchitecture('resnet20'));
    expect(await problemOf(resnet, { isNetFixed: true })).toMatchObject({ code: 'weightsMismatch' });
  });
});
