import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { dirname } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { composedFilterGradient } from '#kernels/composed-filter-gradient.ts';
import { registerWasmKernels } from '#kernels/register.ts';
import { replaceKernel } from '#kernels/wasm-backend.ts';

const batchSize = 128;

/** One SGD step of LeNet-5 (28x28 grey, ReLU, maximum pooling), from tfjs operations. */
function lenetStep() {
  const images = tf.randomUniform<tf.Rank.R4>([batchSize, 28, 28, 1], 0, 1, 'float32', 1);
  const labels = tf.oneHot(tf.range(0, batchSize, 1, 'int32').mod(tf.scalar(10, 'int32')), 10).toFloat();
  const weights = (
    [[5, 5, 1, 6], [6], [5, 5, 6, 16], [16], [400, 120], [120], [120, 84], [84], [84, 10], [10]] as number[][]
  ).map((shape, i) => tf.variable(tf.randomNormal(shape, 0, 0.1, 'float32', i + 1)));
  const optimizer = tf.train.sgd(1e-3);
  const loss = () => {
    const [w1, b1, w2, b2, w3, b3, w4, b4, w5, b5] = weights as unknown as tf.Tensor[];
    let x: tf.Tensor = tf.relu(tf.conv2d(images, w1 as tf.Tensor4D, 1, 'same').add(b1!));
    x = tf.maxPool(x as tf.Tensor4D, 2, 2, 'valid');
    x = tf.relu(tf.conv2d(x as tf.Tensor4D, w2 as tf.Tensor4D, 1, 'valid').add(b2!));
    x = tf.maxPool(x as tf.Tensor4D, 2, 2, 'valid').reshape([batchSize, 400]);
    x = tf.relu(tf.matMul(x, w3!).add(b3!));
    x = tf.relu(tf.matMul(x, w4!).add(b4!));
    return tf.losses.softmaxCrossEntropy(labels, tf.matMul(x, w5!).add(b5!)) as tf.Scalar;
  };
  return () => optimizer.minimize(loss);
}

/** Milliseconds in each kernel of one step, largest first. */
async function profile(step: () => void): Promise<Record<string, number>> {
  const { kernels } = await tf.profile(() => void step());
  const milliseconds: Record<string, number> = {};
  for (const { name, kernelTimeMs } of kernels) {
    milliseconds[name] = (milliseconds[name] ?? 0) + ((await kernelTimeMs) as number);
  }
  return Object.fromEntries(
    Object.entries(milliseconds)
      .sort(([, a], [, b]) => b - a)
      .slice(0, 12)
      .map(([name, time]) => [name, Number(time.toFixed(2))]),
  );
}

const median = (numbers: number[]) => numbers.sort((a, b) => a - b)[numbers.length >> 1]!;

/**
 * A LeNet-5 step with tfjs's own WASM kernels plus the composed filter gradient, and with ours: blocks of
 * steps in turn, on one thread. Prints medians, the kernels they are made of, and the machine, as JSON.
 */
export async function run([rounds = '8']: string[]): Promise<void> {
  setWasmPaths(
    `${dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json'))}/dist/`,
  );
  if (!(await tf.setBackend('wasm'))) throw new Error('The WASM backend did not start.');
  tf.enableProdMode();

  const names = tf.getKernelsForBackend('wasm').map(({ kernelName }) => kernelName);
  const tfjsKernels = new Map(names.map((name) => [name, tf.getKernel(name, 'wasm')!]));
  await registerWasmKernels();
  const ourKernels = new Map(
    tf.getKernelsForBackend('wasm').map((config) => [config.kernelName, config] as const),
  );
  const use = (kernels: Map<string, tf.KernelConfig>) => {
    for (const [name, config] of kernels) {
      if (tf.getKernel(name, 'wasm') === config) continue;
      tf.unregisterKernel(name, 'wasm');
      tf.registerKernel(config);
    }
  };
  const variants = {
    tfjsWithComposedFilterGradient: () => {
      use(tfjsKernels);
      replaceKernel('Conv2DBackpropFilter', composedFilterGradient);
    },
    ours: () => use(ourKernels),
  };

  const step = lenetStep();
  const times: Record<string, number[]> = {};
  for (let round = 0; round < Number(rounds); round++) {
    for (const [name, select] of Object.entries(variants)) {
      select();
      step();
      for (let i = 0; i < 5; i++) {
        const start = performance.now();
        step();
        times[name] = [...(times[name] ?? []), performance.now() - start];
      }
    }
  }
  const results: Record<string, unknown> = {};
  for (const [name, select] of Object.entries(variants)) {
    select();
    results[name] = {
      medianMs: Number(median(times[name]!).toFixed(2)),
      kernelMs: await profile(step),
      tensors: tf.memory().numTensors,
    };
  }
  console.log(
    JSON.stringify(
      {
        date: new Date().toISOString(),
        processor: cpus()[0]?.model,
        node: process.version,
        batchSize,
        results,
      },
      null,
      2,
    ),
  );
}
