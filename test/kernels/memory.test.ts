import { readFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { batchNormTraining } from '#kernels/batch-normalisation.ts';
import { softmaxCrossEntropy } from '#kernels/cross-entropy.ts';
import type { WasmBackend } from '#kernels/wasm-backend.ts';
import { updateInPlace } from '#kernels/weight-update.ts';
import { startBackends } from './backends.ts';
import { expectClose, on, randomTensor } from './comparison.ts';
import { convolutionCases } from './convolution-cases.ts';

beforeAll(() => startBackends());

const guardBytes = 64;
const mark = 0xa5;

/** Surrounds every tensor made while `compute` runs with marked bytes, and counts marks that changed. */
async function overwrittenMarks(compute: () => tf.Tensor): Promise<number> {
  await tf.setBackend('wasm');
  const heap = (tf.backend() as unknown as WasmBackend).wasm as {
    _malloc(sizeBytes: number): number;
    _free(offset: number): void;
    readonly HEAPU8: Uint8Array;
  };
  // Emscripten puts the real functions in place at their first call, which must not undo what follows.
  heap._free(heap._malloc(8));
  const { _malloc, _free } = heap;
  const blocks = new Map<number, { start: number; sizeBytes: number }>();
  let overwritten = 0;
  const check = ({ start, sizeBytes }: { start: number; sizeBytes: number }) => {
    const marks = [
      ...heap.HEAPU8.subarray(start, start + guardBytes),
      ...heap.HEAPU8.subarray(start + guardBytes + sizeBytes, start + 2 * guardBytes + sizeBytes),
    ];
    overwritten += marks.filter((byte) => byte !== mark).length;
  };
  heap._malloc = (sizeBytes) => {
    const start = _malloc(sizeBytes + 2 * guardBytes) >>> 0;
    heap.HEAPU8.fill(mark, start, start + sizeBytes + 2 * guardBytes);
    blocks.set(start + guardBytes, { start, sizeBytes });
    return start + guardBytes;
  };
  heap._free = (offset) => {
    const block = blocks.get(offset >>> 0);
    if (!block) {
      _free(offset);
      return;
    }
    check(block);
    blocks.delete(offset >>> 0);
    _free(block.start);
  };
  try {
    tf.tidy(compute).dispose();
    for (const block of blocks.values()) check(block);
  } finally {
    heap._malloc = _malloc;
    // Scratch that outlives this test must still be freed at the address it was allocated at.
    heap._free = (offset) => _free(blocks.get(offset >>> 0)?.start ?? offset);
  }
  return overwritten;
}

const computations: Record<string, () => tf.Tensor> = {
  'a product of matrices': () => tf.matMul(randomTensor([33, 50], 1), randomTensor([50, 13], 2)),
  'a product of transposed matrices': () =>
    tf.matMul(randomTensor([50, 33], 1), randomTensor([13, 50], 2), true, true),
  'a gradient of maximum pooling': () =>
    tf.grad((x) => tf.maxPool(x as tf.Tensor4D, 3, 2, 'same').sum())(randomTensor([2, 9, 7, 5], 3)),
  'a gradient of maximum pooling without overlap': () =>
    tf.grad((x) => tf.maxPool(x as tf.Tensor4D, 2, 2, 'valid').sum())(randomTensor([2, 9, 7, 5], 3)),
  'a gradient of average pooling': () =>
    tf.grad((x) => tf.avgPool(x as tf.Tensor4D, 3, 2, 'same').sum())(randomTensor([2, 9, 7, 5], 3)),
  'local response normalisation and its gradient': () =>
    tf.grad((x) => (x as tf.Tensor4D).localResponseNormalization(2, 1, 1, 0.75).square().sum())(
      randomTensor([1, 3, 5, 7], 3),
    ),
  'batch normalisation and its gradients': () =>
    tf.grads((x, gamma, beta) => batchNormTraining(x!, gamma!, beta!, 1e-3).y.square().sum())([
      randomTensor([2, 3, 3, 7], 3),
      randomTensor([7], 4),
      randomTensor([7], 5),
    ])[0]!,
  'an update by momentum': () => {
    const [weight, velocity] = [randomTensor([7], 1).abs(), randomTensor([7], 2).abs()];
    const update = { rule: 'momentum', rate: 0.1, decay: 0.1, momentum: 0.9 } as const;
    expect(updateInPlace(update, weight, randomTensor([7], 3), [velocity])).toBe(true);
    return weight;
  },
  'an update by Adam': () => {
    const [weight, mean, square] = [1, 2, 3].map((seed) => randomTensor([6], seed).abs());
    const constants = { rate: 0.1, decay: 0, beta1: 0.9, beta2: 0.9, epsilon: 0.1, keep: 1 };
    expect(
      updateInPlace({ rule: 'adam', ...constants }, weight!, randomTensor([6], 4), [mean!, square!]),
    ).toBe(true);
    return weight!;
  },
  'parts of a tensor, joined in another order': () => {
    const [a, b] = tf.split(randomTensor([2, 3, 5, 7], 4), [3, 4], 3) as [tf.Tensor4D, tf.Tensor4D];
    return tf.concat([b, a], 3).slice([0, 1, 1, 0], [2, 1, 3, 7]);
  },
  'cross-entropy and its gradient': () =>
    tf.grad((x) => softmaxCrossEntropy(x as tf.Tensor2D, tf.ones([3, 5])))(randomTensor([3, 5], 1)),
  'the gradient of ReLU': () => tf.grad((x) => tf.relu(x).sum())(randomTensor([7], 1)),
  'a sum over leading axes': () => tf.sum(randomTensor([3, 5, 7], 4), [0, 1]),
};

describe('our WASM kernels', () => {
  it('hold no data and no memory of their own, so that they can live in the memory of tfjs', async () => {
    for (const name of ['kernels', 'kernels-relaxed', 'kernels-shared', 'kernels-relaxed-shared']) {
      const bytes = await readFile(new URL(`../../src/kernels/build/${name}.wasm`, import.meta.url));
      // Sections are an id, a LEB128 length, and content. 5: memory, 11: data, 8: start.
      const sections: number[] = [];
      for (let at = 8; at < bytes.length; ) {
        sections.push(bytes[at++]!);
        let length = 0;
        for (let shift = 0; ; shift += 7) {
          const byte = bytes[at++]!;
          length |= (byte & 0x7f) << shift;
          if (byte < 0x80) break;
        }
        at += length;
      }
      expect(sections).toContain(10);
      for (const forbidden of [5, 8, 11]) expect(sections).not.toContain(forbidden);
    }
  });

  it('write nothing outside their outputs and scratch', async () => {
    for (const [name, compute] of Object.entries(computations)) {
      expect(await overwrittenMarks(compute), name).toBe(0);
    }
    for (const { input, filter, strides, padding } of convolutionCases) {
      const forward = () =>
        tf.conv2d(randomTensor<tf.Rank.R4>(input, 1), randomTensor<tf.Rank.R4>(filter, 2), strides, padding);
      const gradient = (which: 0 | 1) => () =>
        tf.grads((x, w) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, strides, padding).sum())([
          randomTensor(input, 1),
          randomTensor(filter, 2),
        ])[which]!;
      for (const compute of [forward, gradient(0), gradient(1)]) {
        expect(await overwrittenMarks(compute), `${input} by ${filter}`).toBe(0);
      }
    }
  });

  it('give the same numbers after the memory has grown', async () => {
    const gradient = () =>
      tf.grad((w) => tf.conv2d(randomTensor<tf.Rank.R4>([2, 9, 9, 3], 1), w as tf.Tensor4D, 1, 'same').sum())(
        randomTensor([3, 3, 3, 4], 2),
      );
    const before = await on('wasm', gradient);
    const { wasm } = tf.backend() as unknown as WasmBackend;
    const sizeBytes = wasm.HEAPU8.byteLength;
    const large = tf.zeros([sizeBytes / 4 + 1]);
    expect(wasm.HEAPU8.byteLength).toBeGreaterThan(sizeBytes);
    expectClose(await on('wasm', gradient), before);
    large.dispose();
  });

  it('need no more memory after many steps than after the first', async () => {
    await tf.setBackend('wasm');
    const { wasm } = tf.backend() as unknown as WasmBackend;
    const w = tf.variable(randomTensor<tf.Rank.R4>([3, 3, 8, 8], 1));
    const optimizer = tf.train.sgd(1e-6);
    const x = randomTensor<tf.Rank.R4>([8, 16, 16, 8], 2);
    const step = () =>
      optimizer.minimize(() => tf.conv2d(x, w, 1, 'same').relu().square().mean() as tf.Scalar);
    step();
    const { numTensors } = tf.memory();
    const sizeBytes = wasm.HEAPU8.byteLength;
    for (let i = 0; i < 200; i++) step();
    expect(tf.memory().numTensors).toBe(numTensors);
    expect(wasm.HEAPU8.byteLength).toBe(sizeBytes);
    tf.dispose([w, x]);
    optimizer.dispose();
  });
});
