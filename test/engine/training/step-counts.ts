import * as tf from '@tensorflow/tfjs';
import { assemble, upload } from '#engine/training/batches.ts';
import { Run } from '#engine/training/run.ts';
import { step } from '#engine/training/step.ts';
import { bars } from '#test/engine/bars.ts';
import { lenetConfig } from './configs.ts';

/** What is asked of a backend. */
export interface StepCounts {
  /** Kernels that compute; a clone, a reshape or a cast to the same type only shares what is there. */
  readonly kernels: number;
  /** Values that go from JavaScript to the device. */
  readonly uploads: number;
  readonly readBacks: number;
  /** Programs on the GPU; 0 elsewhere. */
  readonly programs: number;
}

const SHARING = ['Identity', 'Reshape'];

interface Countable {
  write(values: unknown, ...others: unknown[]): unknown;
  read(...parameters: unknown[]): unknown;
  readSync(...parameters: unknown[]): unknown;
  runWebGLProgram?(...parameters: unknown[]): unknown;
  readonly gpgpu?: { uploadDenseMatrixToTexture(...parameters: unknown[]): unknown };
}

/** Over the third step of a net on eight images, their upload included; the first ones compile and allocate. */
export async function countStep(id: string): Promise<StepCounts> {
  const run = new Run(
    lenetConfig({ batchSize: 8, optimizer: 'momentum' }, { model: { id, width: 1, choices: {} } }),
    bars(24, 10),
  );
  const { set, indices } = run.split('train');
  const trainOnBatch = (start: number) => {
    const batch = upload(assemble(set, indices.subarray(start, start + 8)), set, run.normalisation);
    const { loss, errors } = step(run, batch, 0.002);
    tf.dispose([loss, errors]);
  };
  trainOnBatch(0);
  trainOnBatch(8);
  const counts = await countCalls(() => trainOnBatch(16));
  run.dispose();
  return counts;
}

/** What `action` asks of the backend in use. */
export async function countCalls(action: () => void): Promise<StepCounts> {
  const backend = tf.backend() as unknown as Countable;
  const counts = { uploads: 0, readBacks: 0, programs: 0 };
  const restore: (() => void)[] = [];
  const watch = <K extends string>(
    owner: Partial<Record<K, (...parameters: never[]) => unknown>>,
    method: K,
    onCall: (...parameters: unknown[]) => void,
  ) => {
    const original = owner[method] as (...parameters: unknown[]) => unknown;
    owner[method] = (...parameters: unknown[]) => {
      onCall(...parameters);
      return original.apply(owner, parameters);
    };
    restore.push(() => {
      delete owner[method];
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
  const { kernels } = await tf.profile(action);
  for (const undo of restore) undo();
  return { ...counts, kernels: kernels.filter(({ name }) => !SHARING.includes(name)).length };
}
