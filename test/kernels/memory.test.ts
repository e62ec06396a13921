import { readFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { servingModule } from '#kernels/serving-module.ts';
import type { WasmBackend } from '#kernels/wasm-backend.ts';
import { startBackends } from './backends.ts';
import { randomTensor } from './comparison.ts';
import { computeAll, differing } from './sweep/all.ts';

beforeAll(() => startBackends());

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

  it('give the same bits after the memory has grown', { timeout: 60_000 }, () => {
    const before = computeAll();
    const { wasm } = tf.backend() as unknown as WasmBackend;
    const sizeBytes = wasm.HEAPU8.byteLength;
    const large = tf.zeros([sizeBytes / 4 + 1]);
    expect(wasm.HEAPU8.byteLength).toBeGreaterThan(sizeBytes);
    expect(differing(computeAll(), before)).toEqual([]);
    large.dispose();
  });

  it('say when there is no room for their scratch, however much it is', () => {
    for (const sizeBytes of [2 ** 32 - 16, 2 ** 32 + 16]) {
      expect(() => servingModule()!.scratch(sizeBytes)).toThrow(`no room for ${sizeBytes} bytes`);
    }
    expect(servingModule()!.scratch(16)).toBeGreaterThan(0);
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
