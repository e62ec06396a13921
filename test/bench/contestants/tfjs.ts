import * as tf from '@tensorflow/tfjs';
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { selectBackend } from '#engine/backend/select-backend.ts';
import { MemoryImages } from '#engine/data/image-set.ts';
import { type DeviceBatch, disposeBatch } from '#engine/training/device-batch.ts';
import { Run } from '#engine/training/run.ts';
import { composedFilterGradient } from '#kernels/composed-filter-gradient.ts';
import { servingModule } from '#kernels/serving-module.ts';
import { replaceKernel, type WasmBackend } from '#kernels/wasm-backend.ts';
import { MOMENTUM_RECIPE } from '#models/recipe.ts';
import type { BackendName } from '#protocol/backend.ts';
import {
  type ConvolutionTask,
  type NetTask,
  outSideOf,
  type ProductTask,
  paddingOf,
  type Task,
} from '#test/bench/task.ts';
import { datasetOf } from '#test/engine/bars.ts';
import { trainingBatch } from '#test/engine/batches.ts';
import type { Performer } from './contestant.ts';
import { profiled, type StepProfile } from './profiled.ts';
import { randomImages } from './random-images.ts';

/** Ours on each backend; tfjs's own WASM with the smallest filter gradient that lets it train; tfjs's CPU backend. */
export type TfjsVariant = 'ours' | 'ours-webgl' | 'ours-webgpu' | 'tfjs-wasm' | 'tfjs-cpu';

const BACKENDS = {
  ours: 'wasm',
  'ours-webgl': 'webgl',
  'ours-webgpu': 'webgpu',
  'tfjs-cpu': 'cpu',
} as const satisfies Partial<Record<TfjsVariant, BackendName>>;

export interface TfjsOptions {
  readonly variant: TfjsVariant;
  readonly threads: number;
  readonly wasmPaths: Parameters<typeof setWasmPaths>[0];
}

export interface MemorySample {
  readonly step: number;
  readonly tensors: number;
  readonly tensorBytes: number;
  readonly wasmBytes: number;
  readonly javaScriptBytes: number;
}

/**
 * All train by the same engine code, layer by layer the same tfjs operations: what differs is which
 * kernels tfjs finds. Where ours has one kernel (batch normalisation, weight update), the others take the
 * several operations that tfjs's own layers and optimisers take.
 */
export class TfjsPerformer implements Performer {
  #prepared: Prepared | undefined;

  static async start({ variant, threads, wasmPaths }: TfjsOptions): Promise<TfjsPerformer> {
    tf.enableProdMode();
    if (variant === 'tfjs-wasm') {
      setWasmPaths(wasmPaths);
      // tfjs caps its threads at half of what the navigator reports.
      if (globalThis.crossOriginIsolated === true) {
        Object.defineProperty(navigator, 'hardwareConcurrency', { value: 2 * threads });
        setThreadsCount(threads);
      }
      if (!(await tf.setBackend('wasm')) || tf.getBackend() !== 'wasm')
        throw new Error('The WASM backend of tfjs did not start.');
      replaceKernel('Conv2DBackpropFilter', composedFilterGradient);
    } else {
      await selectBackend({ preference: BACKENDS[variant], threads, wasmPaths });
    }
    return new TfjsPerformer();
  }

  /** The compiled module of ours that runs, if one does. */
  get module(): string | undefined {
    return servingModule()?.name;
  }

  prepare(task: Task): undefined {
    this.release();
    this.#prepared = preparedFor(task);
    this.#prepared.step();
    return undefined;
  }

  /** Frees what the task prepared last holds. */
  release(): void {
    this.#prepared?.dispose();
    this.#prepared = undefined;
  }

  /** On a GPU, which works on after a step has returned, the mean of `repeats` steps until the last loss is read. */
  async time(repeats: number): Promise<number[]> {
    if (['webgl', 'webgpu'].includes(tf.getBackend())) return [await this.#meanTime(repeats)];
    return Array.from({ length: repeats }, () => {
      const start = performance.now();
      this.#prepared!.step();
      return performance.now() - start;
    });
  }

  async #meanTime(repeats: number): Promise<number> {
    const start = performance.now();
    for (let i = 0; i < repeats; i++) this.#prepared!.step();
    await this.#prepared!.done?.();
    return (performance.now() - start) / repeats;
  }

  /** `repeats` steps, one by one, by what their time went to. */
  profile(repeats: number): StepProfile[] {
    return profiled(() => this.#prepared!.step(), repeats);
  }

  memory(): Omit<MemorySample, 'step' | 'javaScriptBytes'> {
    const { numTensors, numBytes } = tf.memory();
    const { wasm } = tf.backend() as unknown as WasmBackend;
    return { tensors: numTensors, tensorBytes: numBytes, wasmBytes: wasm.HEAPU8.byteLength };
  }
}

interface Prepared {
  step(): void;
  /** Resolves when what `step` has begun on a GPU is done. */
  done?(): Promise<unknown>;
  dispose(): void;
}

function preparedFor(task: Task): Prepared {
  switch (task.kind) {
    case 'net':
      return trainingStep(task);
    case 'convolution':
      return convolution(task);
    case 'product':
      return product(task);
  }
}

function trainingStep(task: NetTask): Prepared {
  const [height, width, channels] = task.inputShape;
  const { pixels, labels } = randomImages(task);
  const images = new MemoryImages({ height, width, channels }, pixels, Uint16Array.from(labels));
  const run = new Run(
    {
      model: task.model,
      dataset: { id: 'digits' },
      recipe: {
        ...MOMENTUM_RECIPE,
        learningRate: task.learningRate,
        momentum: task.momentum,
        weightDecay: 0,
        schedule: 'constant',
        warmupSteps: 0,
        batchSize: task.batchSize,
        epochs: 1,
      },
      validationFraction: 0,
      seed: 1,
    },
    datasetOf(images, images, task.numClasses),
  );
  const all = Uint32Array.from({ length: task.batchSize }, (_, i) => i);
  const batch: DeviceBatch = trainingBatch(run, all);
  let last: tf.Tensor | undefined;
  return {
    step() {
      last?.dispose();
      const { loss, errors } = run.update(batch, task.learningRate);
      errors.dispose();
      last = loss;
    },
    done: () => last!.data(),
    dispose() {
      last?.dispose();
      disposeBatch(batch);
      run.dispose();
    },
  };
}

/** The kernel alone, on tensors of numbers between -1 and 1. */
function convolution(task: ConvolutionTask): Prepared {
  const { batchSize, side, inChannels, outChannels, kernel, stride, direction } = task;
  const outSide = outSideOf(task);
  const [rows, columns] = paddingOf(task);
  const pad = [
    [0, 0],
    [rows, rows],
    [columns, columns],
    [0, 0],
  ];
  const inputShape = [batchSize, side, side, inChannels];
  const filterShape = [...kernel, inChannels, outChannels];
  const x = tf.randomUniform(inputShape, -1, 1, 'float32', 1);
  const filter = tf.randomUniform(filterShape, -1, 1, 'float32', 2);
  const dy = tf.randomUniform([batchSize, outSide, outSide, outChannels], -1, 1, 'float32', 3);
  const attrs = { strides: [stride, stride], pad, dataFormat: 'NHWC', dilations: [1, 1] };
  const kernels = {
    forward: ['Conv2D', { x, filter }, attrs],
    filterGradient: ['Conv2DBackpropFilter', { x, dy }, { ...attrs, filterShape }],
    inputGradient: ['Conv2DBackpropInput', { dy, filter }, { ...attrs, inputShape }],
  } as const;
  const [name, inputs, attributes] = kernels[direction];
  return {
    step() {
      const output = tf.engine().runKernel(name, inputs, attributes as unknown as tf.NamedAttrMap);
      tf.dispose(output as tf.Tensor);
    },
    dispose: () => tf.dispose([x, filter, dy]),
  };
}

function product({ size }: ProductTask): Prepared {
  const a = tf.randomUniform<tf.Rank.R2>([size, size], -1, 1, 'float32', 1);
  const b = tf.randomUniform<tf.Rank.R2>([size, size], -1, 1, 'float32', 2);
  return {
    step: () => tf.matMul(a, b).dispose(),
    dispose: () => tf.dispose([a, b]),
  };
}
