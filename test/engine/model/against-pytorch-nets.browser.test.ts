import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { commands } from 'vitest/browser';
import { findWebglGpu } from '#engine/backend/gpu.ts';
import { selectBackend } from '#engine/backend/select-backend.ts';
import { expectPyTorchMaps } from './against-pytorch-comparison.ts';
import { comparedNets } from './against-pytorch-nets.ts';

const full = import.meta.env['ZOO_FULL'] === '1';

const FAST = ['lenet5', 'lenet5_1998', 'alexnet_torchvision', 'resnet18', 'resnet20', 'squeezenet1_0'];

/** Bytes of textures above which tfjs frees those that it would keep for later: all nets run in one page. */
const KEPT_TEXTURES = 2 ** 30;

const minutes = (count: number) => count * 60_000;

describe('on WebGL', { timeout: full ? minutes(20) : minutes(2) }, () => {
  beforeAll(async () => {
    await selectBackend({ preference: 'webgl', threads: 1, wasmPaths: '' });
    expect(tf.getBackend()).toBe('webgl');
    tf.env().set('WEBGL_DELETE_TEXTURE_THRESHOLD', KEPT_TEXTURES);
  });

  it.each(full ? comparedNets : FAST)('%s gives the logits and the inner maps of PyTorch', (net) =>
    expectPyTorchMaps(net, 'webgl', commands, {
      gpu: findWebglGpu().renderer,
      browser: navigator.userAgent,
      maxTextureSize: tf.env().getNumber('WEBGL_MAX_TEXTURE_SIZE'),
    }),
  );
});
