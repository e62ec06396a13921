import * as tf from '@tensorflow/tfjs';
import { step } from '#engine/training/step.ts';
import { servingModule } from '#kernels/serving-module.ts';
import { findArchitecture } from '#models/registry.ts';
import { hostBatch } from '#test/engine/batches.ts';
import { end, start } from '#test/engine/model/overfitting.ts';

/** What is asked of a backend. */
export interface StepCounts {
  /** Kernels that compute. */
  readonly kernels: number;
  /** Kernels that give what is there another name, shape or type: Identity, Reshape and Cast. */
  readonly renamings: number;
  /** Weights and moving averages changed in place, by a function of our own WASM module; 0 elsewhere. */
  readonly updates: number;
  /** Values that go from JavaScript to the device. */
  readonly uploads: number;
  readonly readBacks: number;
  /** Programs on the GPU, those of the kernels and of the updates; 0 elsewhere. */
  readonly programs: number;
}

const RENAMING = ['Identity', 'Reshape', 'Cast'];

interface Countable {
  write(values: unknown, ...others: unknown[]): unknown;
  read(...parameters: unknown[]): unknown;
  readSync(...parameters: unknown[]): unknown;
  runWebGLProgram?(...parameters: unknown[]): unknown;
  readonly gpgpu?: { uploadDenseMatrixToTexture(...parameters: unknown[]): unknown };
}

/** Over the third step of a net's classroom form, its batch included; the first ones compile and allocate. */
export async function countStep(id: string, images: number): Promise<StepCounts> {
  const started = await start(findArchitecture(id), { optimizer: 'momentum' }, images);
  const { run } = started;
  const train = () => {
    const batch = hostBatch(run.dataset.train, run.split('train').indices);
    const { loss, errors } = step(run, batch, 0.002);
    tf.dispose([loss, errors]);
  };
  train();
  train();
  const counts = await countCalls(train);
  end(started);
  return counts;
}

/** What `action` asks of the backend in use. */
export async function countCalls(action: () => void): Promise<StepCounts> {
  const backend = tf.backend() as unknown as Countable;
  const module = tf.getBackend() === 'wasm' ? servingModule() : null;
  const counts = { updates: 0, uploads: 0, readBacks: 0, programs: 0 };
  const restore: (() => void)[] = [];
  const watch = <K extends string>(
    owner: Partial<Record<K, (...parameters: never[]) => unknown>>,
    method: K,
    onCall: (...parameters: unknown[]) => void,
  ) => {
    const former = Object.getOwnPropertyDescriptor(owner, method);
    const original = owner[method] as (...parameters: unknown[]) => unknown;
    owner[method] = (...parameters: unknown[]) => {
      onCall(...parameters);
      return original.apply(owner, parameters);
    };
    restore.push(() => {
      delete owner[method];
      if (former) Object.defineProperty(owner, method, former);
    });
  };
  watch(backend, 'read', () => counts.readBacks++);
  watch(backend, 'readSync', () => counts.readBacks++);
  if (backend.gpgpu === undefined) {
    watch(backend, 'write', (values) => {
      if (values !== null && values !== undefined) counts.uploads++;
    });
  } else {
    watch(backend.gpgpu, 'uploadDenseMatrixToTexture', () => counts.uploads++);
    watch(backend as Required<Countable>, 'runWebGLProgram', () => counts.programs++);
  }
  if (module) {
    watch(module, 'parallel', (name) => {
      if (String(name).startsWith('update')) counts.updates++;
    });
  }
  const profile = await tf.profile(action);
  for (const undo of restore) undo();
  // tfjs counts an operation with a gradient of its own beside the kernels in it.
  const names = profile.kernels
    .map(({ name }) => name)
    .filter((name) => tf.getKernel(name, tf.getBackend()) !== undefined);
  const renamings = names.filter((name) => RENAMING.includes(name)).length;
  return { ...counts, kernels: names.length - renamings, renamings };
}
