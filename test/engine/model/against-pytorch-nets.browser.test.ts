import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { commands } from 'vitest/browser';
import { memoryLimits } from '#engine/backend/memory-limits.ts';
import { selectBackend } from '#engine/backend/select-backend.ts';
import { hasWebgpu, machineOf } from '#test/engine/browser-backends.ts';
import { expectPyTorchMaps } from './against-pytorch-comparison.ts';
import { comparedNets } from './against-pytorch-nets.ts';

const full = import.meta.env['ZOO_FULL'] === '1';

const FAST = ['lenet5', 'lenet5_1998', 'alexnet_torchvision', 'resnet18', 'resnet20', 'squeezenet1_0'];

/** Bytes of textures above which tfjs frees those that it would keep for later: all nets run in one page. */
const KEPT_TEXTURES = 2 ** 30;

const minutes = (count: number) => count * 60_000;

// What WebGPU computes is checked operation by operation in every run of the tests.
for (const [backend, present, fast] of [
  ['webgl', true, FAST],
  ['webgpu', full && hasWebgpu, []],
] as const) {
  describe.skipIf(!present)(`on ${backend}`, { timeout: full ? minutes(20) : minutes(2) }, () => {
    beforeAll(async () => {
      await selectBackend({ preference: backend, threads: 1, wasmPaths: '' });
      expect(tf.getBackend()).toBe(backend);
      tf.env().set('WEBGL_DELETE_TEXTURE_THRESHOLD', KEPT_TEXTURES);
    });

    it.each(full ? comparedNets : fast)('%s gives the logits and the inner maps of PyTorch', async (net) => {
      const { maxTextureSize, maxBufferBytes } = memoryLimits();
      const machine = { ...(await machineOf(backend)), maxTextureSize, maxBufferBytes };
      await expectPyTorchMaps(net, backend, commands, machine);
    });
  });
}
