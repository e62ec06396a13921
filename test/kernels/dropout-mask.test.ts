import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { dropoutMask } from '#kernels/dropout-mask.ts';
import { startBackends } from './backends.ts';

beforeAll(async () => {
  await startBackends();
  await tf.setBackend('wasm');
});

const SIZE = 100_000;
/** Five deviations of a share of SIZE independent draws: less than one in a million goes beyond. */
const bound = (share: number) => 5 * Math.sqrt((share * (1 - share)) / SIZE);

const kept = (rate: number, seed: number) =>
  tf.tidy(() => Array.from(dropoutMask([SIZE], rate, seed).dataSync(), (value) => value !== 0));
const shareOf = (flags: readonly boolean[]) => flags.filter(Boolean).length / flags.length;

describe('a mask for dropout', () => {
  it.each([0.1, 0.4, 0.5, 0.8])('drops the share %s and scales what it keeps', (rate) => {
    expect(Math.abs(shareOf(kept(rate, 5)) - (1 - rate))).toBeLessThan(bound(rate));
    const values = tf.tidy(() => [...dropoutMask([10, 10], rate, 5).dataSync()]);
    for (const value of values.filter((value) => value !== 0)) expect(value).toBeCloseTo(1 / (1 - rate), 5);
  });

  it('keeps an element independently of its neighbours, near and far', () => {
    const mask = kept(0.5, 9);
    for (const distance of [1, 2, 3, 16, 64, 4096]) {
      const same = mask.map((flag, i) => flag === mask[(i + distance) % SIZE]);
      expect(Math.abs(shareOf(same) - 0.5), `at ${distance}`).toBeLessThan(bound(0.5));
    }
  });

  it('keeps an element independently of what other seeds keep, at the same place and beside it', () => {
    const first = kept(0.5, 1);
    for (const seed of [2, 3, 4, 1025, 2 ** 30, 2 ** 31 - 1]) {
      const other = kept(0.5, seed);
      for (const distance of [0, 1]) {
        const same = first.map((flag, i) => flag === other[(i + distance) % SIZE]);
        expect(Math.abs(shareOf(same) - 0.5), `of ${seed}`).toBeLessThan(bound(0.5));
      }
    }
  });
});
