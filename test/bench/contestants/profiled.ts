import * as tf from '@tensorflow/tfjs';
import { servingModule } from '#kernels/serving-module.ts';

export interface Part {
  readonly calls: number;
  readonly ms: number;
}

/** One step: all of it, and by name what its tfjs kernels and its weight updates took, each without what it called. */
export interface StepProfile {
  readonly ms: number;
  readonly parts: Readonly<Record<string, Part>>;
}

/**
 * Runs `step` with a clock around every tfjs kernel, and around every function of ours that updates weights in
 * place: that is no kernel of tfjs.
 */
export function profiled(step: () => void, repeats: number): StepProfile[] {
  let parts: Record<string, { calls: number; ms: number }> = {};
  /** Of the clocked calls inside the one that runs. */
  let insideMs = 0;
  function clocked<T>(name: string, call: () => T): T {
    const before = insideMs;
    insideMs = 0;
    const start = performance.now();
    const result = call();
    const ms = performance.now() - start;
    parts[name] ??= { calls: 0, ms: 0 };
    const part = parts[name]!;
    part.calls += 1;
    part.ms += ms - insideMs;
    insideMs = before + ms;
    return result;
  }
  const restore = [clockKernels(clocked), clockWeightUpdates(clocked)];
  const profiles = Array.from({ length: repeats }, () => {
    parts = {};
    const start = performance.now();
    step();
    return { ms: performance.now() - start, parts };
  });
  for (const undo of restore) undo();
  return profiles;
}

type Clock = <T>(name: string, call: () => T) => T;

/** @returns what takes the clocks away again */
function clockKernels(clocked: Clock): () => void {
  const kernels = tf.getKernelsForBackend(tf.getBackend());
  const register = (config: tf.KernelConfig) => {
    tf.unregisterKernel(config.kernelName, config.backendName);
    tf.registerKernel(config);
  };
  for (const config of kernels) {
    register({ ...config, kernelFunc: (args) => clocked(config.kernelName, () => config.kernelFunc(args)) });
  }
  return () => kernels.forEach(register);
}

function clockWeightUpdates(clocked: Clock): () => void {
  const module = servingModule();
  if (!module) return () => undefined;
  const { parallel } = module;
  module.parallel = (name, work, argumentsOf) => {
    if (!name.startsWith('update')) parallel(name, work, argumentsOf);
    else clocked(name, () => parallel(name, work, argumentsOf));
  };
  return () => {
    module.parallel = parallel;
  };
}
