import {
  blockUntilReady,
  defaultDevice,
  init,
  jit,
  lax,
  nn,
  numpy as np,
  random,
  valueAndGrad,
} from '@jax-js/jax';
import type { NetTask, PlainNode, Task } from '#test/bench/task.ts';
import { answer } from './answer.ts';
import type { NotApplicable } from './contestant.ts';
import { convolution } from './jax-convolution.ts';
import { randomImages } from './random-images.ts';

/*
 * jax-js counts references: a function consumes its arguments, and `.ref` keeps one for later. Maps are NCHW.
 */

type Weights = Record<string, np.Array>;

let prepared: { step(): Promise<void>; dispose?(): void } | undefined;

class Unsupported extends Error {}

function initialWeights({ graph }: NetTask): Weights {
  const weights: Weights = {};
  const depths = new Map<string, { channels: number; features: number }>();
  let state = 1;
  const draw = (shape: number[], fanIn: number) => {
    const values = Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return (state / 2 ** 31 - 1) * Math.sqrt(6 / fanIn);
    });
    return np.array(values).reshape(shape);
  };
  for (const { name, operation, inputs, shape } of graph.nodes) {
    const source = depths.get(inputs[0] ?? '');
    if (operation.type === 'conv') {
      if (operation.groups !== 1) throw new Unsupported('grouped convolution');
      const [rows, columns] = operation.kernelSize;
      const { channels } = source!;
      weights[`${name}.kernel`] = draw(
        [operation.filters, channels, rows, columns],
        rows * columns * channels,
      );
      if (operation.useBias) weights[`${name}.bias`] = np.zeros([1, operation.filters, 1, 1]);
    } else if (operation.type === 'dense') {
      weights[`${name}.kernel`] = draw([source!.features, operation.units], source!.features);
      if (operation.useBias) weights[`${name}.bias`] = np.zeros([1, operation.units]);
    } else if (operation.type === 'batchNorm') {
      weights[`${name}.gamma`] = np.ones([1, source!.channels, 1, 1]);
      weights[`${name}.beta`] = np.zeros([1, source!.channels, 1, 1]);
    }
    depths.set(name, { channels: shape[2], features: shape[0] * shape[1] * shape[2] });
  }
  return weights;
}

/** What one node gives; consumes `inputs`, not the weights. */
function run({ name, operation, padding, shape }: PlainNode, weights: Weights, inputs: np.Array[]): np.Array {
  const weight = (part: string) => weights[`${name}.${part}`]!.ref;
  const [x] = inputs as [np.Array];
  const rows: [number, number] = [padding.top, padding.bottom];
  const columns: [number, number] = [padding.left, padding.right];
  switch (operation.type) {
    case 'conv': {
      const y = lax.convGeneralDilated(x, weight('kernel'), [...operation.strides], [rows, columns]);
      return operation.useBias ? y.add(weight('bias')) : y;
    }
    case 'dense': {
      const y = np.matmul(flat(x), weight('kernel'));
      return operation.useBias ? y.add(weight('bias')) : y;
    }
    case 'activation':
      if (operation.function !== 'relu') throw new Unsupported(operation.function);
      return nn.relu(x);
    case 'maxPool':
    case 'avgPool': {
      const padded =
        rows[0] + rows[1] + columns[0] + columns[1] > 0 ? np.pad(x, [[0, 0], [0, 0], rows, columns]) : x;
      if (operation.type === 'avgPool' && padded !== x && !operation.countIncludePad)
        throw new Unsupported('average pooling that leaves padding out');
      return lax.reduceWindow(
        padded,
        (operation.type === 'maxPool' ? np.max : np.mean) as (x: np.Array) => np.Array,
        [...operation.poolSize],
        [...operation.strides],
      );
    }
    case 'lrn': {
      const { depthRadius, bias, alpha, beta } = operation;
      const channels = shape[2];
      const squares = np.pad(np.square(x.ref), [
        [0, 0],
        [depthRadius, depthRadius],
        [0, 0],
        [0, 0],
      ]);
      const neighbours = Array.from({ length: 2 * depthRadius + 1 }, (_, i) =>
        squares.ref.slice([], [i, i + channels]),
      );
      squares.dispose();
      const sum = neighbours.reduce((a, b) => a.add(b));
      return x.mul(np.power(sum.mul(alpha).add(bias), -beta));
    }
    case 'dropout': {
      // The same mask at every step: what it costs to draw and apply one is what is measured.
      const kept = random.bernoulli(random.key(1), 1 - operation.rate, x.shape);
      return np.where(kept, x.div(1 - operation.rate), 0);
    }
    case 'globalAvgPool':
      return np.mean(x, [2, 3], { keepdims: true });
    case 'batchNorm': {
      const axes = [0, 2, 3];
      const mean = np.mean(x.ref, axes, { keepdims: true });
      const centred = x.sub(mean);
      const variance = np.mean(np.square(centred.ref), axes, { keepdims: true });
      return centred
        .div(np.sqrt(variance.add(operation.epsilon)))
        .mul(weight('gamma'))
        .add(weight('beta'));
    }
    case 'flatten':
      return flat(x);
    case 'concat':
      return np.concatenate(inputs, 1);
    case 'add':
      return x.add(operation.scale === 1 ? inputs[1]! : inputs[1]!.mul(operation.scale));
    case 'padShortcut': {
      const [down, across] = operation.strides;
      const sampled = down * across > 1 ? subsample(x, down, across) : x;
      return np.pad(sampled, [
        [0, 0],
        [operation.before, operation.zeroChannels - operation.before],
        [0, 0],
        [0, 0],
      ]);
    }
    default:
      throw new Unsupported(`'${operation.type}' (${shape.join('x')})`);
  }
}

/** Every `down`-th row and `across`-th column, whose numbers divide the sides. */
function subsample(x: np.Array, down: number, across: number): np.Array {
  const [batch, channels, height, width] = x.shape as [number, number, number, number];
  const cells = x.reshape([batch, channels, height / down, down, width / across, across]);
  return cells.slice([], [], [], 0, [], 0);
}

function flat(x: np.Array): np.Array {
  const [batch, ...others] = x.shape as [number, ...number[]];
  return x.reshape([batch, others.reduce((a, b) => a * b)]);
}

/** The logits of the output and of the auxiliary heads; consumes neither argument's weights nor the images. */
function forward({ graph }: NetTask, weights: Weights, images: np.Array): np.Array[] {
  const heads = [graph.output, ...graph.auxiliaryOutputs.map(({ node }) => node)];
  const uses = new Map<string, number>();
  for (const name of [...graph.nodes.flatMap(({ inputs }) => inputs), ...heads]) {
    uses.set(name, (uses.get(name) ?? 0) + 1);
  }
  const values = new Map<string, np.Array>();
  const take = (name: string) => {
    const left = uses.get(name)! - 1;
    uses.set(name, left);
    return left === 0 ? values.get(name)! : values.get(name)!.ref;
  };
  for (const node of graph.nodes) {
    const value = node.operation.type === 'input' ? images : run(node, weights, node.inputs.map(take));
    values.set(node.name, value);
  }
  return heads.map(take);
}

function trainingStep(task: NetTask): () => Promise<void> {
  let weights = initialWeights(task);
  const keys = Object.keys(weights);
  let velocities = Object.fromEntries(keys.map((key) => [key, np.zerosLike(weights[key]!.ref)]));
  const { pixels, labels } = randomImages(task);
  const [height, width, channels] = task.inputShape;
  const floats = Float32Array.from(pixels, (byte) => byte / 128 - 1);
  const nhwc = np.array(floats).reshape([task.batchSize, height, width, channels]);
  const images = np.transpose(nhwc, [0, 3, 1, 2]);
  const targets = nn.oneHot(np.array(Int32Array.from(labels)), task.numClasses);
  const lossWeights = [1, ...task.graph.auxiliaryOutputs.map(({ lossWeight }) => lossWeight)];

  const lossOf = (current: Weights, x: np.Array, t: np.Array) => {
    const losses = forward(task, current, x).map((logits, i) =>
      np.sum(nn.logSoftmax(logits).mul(t.ref)).mul(-lossWeights[i]! / task.batchSize),
    );
    t.dispose();
    for (const weight of Object.values(current)) weight.dispose();
    return losses.reduce((a, b) => a.add(b));
  };
  const update = jit((current: Weights, moving: Weights, x: np.Array, t: np.Array) => {
    const kept = Object.fromEntries(keys.map((key) => [key, current[key]!.ref]));
    const [loss, gradients] = valueAndGrad(lossOf)(current, x, t) as unknown as [np.Array, Weights];
    const velocity: Weights = {};
    const next: Weights = {};
    for (const key of keys) {
      velocity[key] = moving[key]!.mul(task.momentum).add(gradients[key]!);
      next[key] = kept[key]!.sub(velocity[key]!.ref.mul(task.learningRate));
    }
    return [loss, next, velocity] as [np.Array, Weights, Weights];
  });
  return async () => {
    const [loss, next, velocity] = update(weights, velocities, images.ref, targets.ref);
    weights = next;
    velocities = velocity;
    await blockUntilReady([weights, velocities]);
    const [value] = await loss.data();
    if (!Number.isFinite(value)) throw new Error(`The loss of jax-js is ${value}.`);
  };
}

async function prepare(task: Task): Promise<NotApplicable | undefined> {
  prepared?.dispose?.();
  prepared = undefined;
  if (task.kind === 'product') return { notApplicable: 'not measured' };
  try {
    prepared = task.kind === 'net' ? { step: trainingStep(task) } : convolution(task);
    await prepared.step();
    return undefined;
  } catch (error) {
    if (error instanceof Unsupported)
      return { notApplicable: `not written for jax-js here: ${error.message}` };
    throw error;
  }
}

answer({
  async start({ threads }: { threads: number }) {
    // It starts as many threads as the navigator reports.
    Object.defineProperty(navigator, 'hardwareConcurrency', { value: threads });
    if (!(await init('wasm')).includes('wasm')) throw new Error('The WASM backend of jax-js did not start.');
    defaultDevice('wasm');
  },
  prepare,
  async time(repeats: number) {
    const times = [];
    for (let i = 0; i < repeats; i++) {
      const start = performance.now();
      await prepared!.step();
      times.push(performance.now() - start);
    }
    return times;
  },
});
