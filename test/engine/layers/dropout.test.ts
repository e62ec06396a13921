import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { SeededDropout } from '#engine/layers/dropout.ts';
import { Random } from '#engine/random.ts';
import { useBackend } from '#test/engine/backends.ts';

function dropout(seed: number): SeededDropout {
  const layer = new SeededDropout({ rate: 0.4, name: 'drop' });
  const random = new Random(seed);
  layer.maskSeeds = { of: () => 1 + random.below(2 ** 31 - 1) };
  return layer;
}

const masks = (layer: SeededDropout, count: number): number[][] =>
  Array.from({ length: count }, () =>
    tf.tidy(() => [...(layer.apply(tf.ones([1, 5000]), { training: true }) as tf.Tensor).dataSync()]),
  );

describe('dropout', () => {
  beforeAll(() => useBackend('wasm'));

  it('drops the rate and scales what is left, so that the mean stays', () => {
    const [mask] = masks(dropout(1), 1);
    const kept = mask!.filter((value) => value !== 0);
    expect(new Set(kept).size).toBe(1);
    expect(kept[0]).toBeCloseTo(1 / 0.6, 5);
    // 5,000 draws: the deviation of the share is 0.007.
    expect(kept.length / 5000).toBeGreaterThan(0.57);
    expect(kept.length / 5000).toBeLessThan(0.63);
  });

  it('draws another mask for every seed that it is given, and the same again for the same', () => {
    const first = masks(dropout(1), 3);
    expect(first[1]).not.toEqual(first[0]);
    expect(first[2]).not.toEqual(first[1]);
    expect(masks(dropout(1), 3)).toEqual(first);
    expect(masks(dropout(2), 1)[0]).not.toEqual(first[0]);
  });

  it('does nothing in evaluation', () => {
    const output = dropout(1).apply(tf.ones([1, 50]), { training: false }) as tf.Tensor;
    expect([...output.dataSync()]).toEqual(new Array(50).fill(1));
  });
});
