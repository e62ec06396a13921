import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackends } from './backends.ts';
import { on } from './comparison.ts';

beforeAll(() => startBackends());

describe('a window that lies in the padding altogether', () => {
  it('takes nothing from its gradient, and the next image keeps its own', async () => {
    const padding: tf.backend_util.ExplicitPadding = [
      [0, 0],
      [0, 3],
      [0, 3],
      [0, 0],
    ];
    const found = await on('wasm', () =>
      tf.grad((x) => {
        const y = tf.maxPool(x as tf.Tensor4D, 2, 2, padding, 'floor');
        return tf.sum(tf.slice(y, [0, 0, 0, 0], [2, 3, 3, 4]));
      })(tf.range(0, 2 * 6 * 6 * 4).reshape([2, 6, 6, 4])),
    );
    // The largest of each 2 x 2 window is its last pixel.
    const expected = found.map((_, i) => Number(Math.floor(i / 4) % 2 === 1 && Math.floor(i / 24) % 2 === 1));
    expect(found).toEqual(expected);
  });
});
