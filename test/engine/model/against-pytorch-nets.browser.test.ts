import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { selectBackend } from '#engine/backend/select-backend.ts';
import { comparedNets, expectPyTorchMaps } from './against-pytorch-nets.ts';

/** Textures round a little more than memory does. */
const TOLERANCE = 1e-3;

const full = import.meta.env['ZOO_FULL'] === '1';

const FAST = ['lenet5', 'lenet5_1998', 'resnet20', 'squeezenet1_0'];

describe('on WebGL', { timeout: full ? 600_000 : 60_000 }, () => {
  beforeAll(async () => {
    await selectBackend({ preference: 'webgl', threads: 1, wasmPaths: '' });
    expect(tf.getBackend()).toBe('webgl');
  });

  it.each(full ? comparedNets : FAST)('%s gives the logits and the inner maps of PyTorch', (net) =>
    expectPyTorchMaps(net, TOLERANCE),
  );
});
