import { createRequire } from 'node:module';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as core from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';

const wasmPackage = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json');

test('in Node, tfjs and its parts share one tfjs-core and the WASM backend multiplies', async () => {
  setWasmPaths(`${path.dirname(wasmPackage)}/dist/`);
  expect(await tf.setBackend('wasm')).toBe(true);
  expect(tf.getBackend()).toBe('wasm');
  expect(core.Tensor).toBe(tf.Tensor);

  const left = tf.tensor2d([1, 2, 3, 4], [2, 2]);
  const right = core.tensor2d([5, 6, 7, 8], [2, 2]);
  expect(Array.from(tf.matMul(left, right).dataSync())).toEqual([19, 22, 43, 50]);
});
