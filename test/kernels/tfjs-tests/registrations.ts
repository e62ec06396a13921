import * as tf from '@tensorflow/tfjs';

/** The kernels of a backend and their gradients, as they are registered at one time. */
export class Registrations {
  readonly #backendName: string;
  readonly #kernels: ReadonlyMap<string, tf.KernelConfig>;
  readonly #gradients: readonly tf.GradConfig[];

  constructor(backendName: string) {
    const kernels = tf.getKernelsForBackend(backendName);
    this.#backendName = backendName;
    this.#kernels = new Map(kernels.map((kernel) => [kernel.kernelName, kernel]));
    this.#gradients = kernels.flatMap(({ kernelName }) => tf.getGradient(kernelName) ?? []);
  }

  /** The names of the kernels that are now others, or were not there. */
  replaced(): string[] {
    return tf
      .getKernelsForBackend(this.#backendName)
      .filter((kernel) => this.#kernels.get(kernel.kernelName) !== kernel)
      .map(({ kernelName }) => kernelName);
  }

  /** Puts these in place of what is registered now. */
  restore(): void {
    for (const { kernelName } of tf.getKernelsForBackend(this.#backendName)) {
      tf.unregisterKernel(kernelName, this.#backendName);
    }
    for (const kernel of this.#kernels.values()) tf.registerKernel(kernel);
    for (const gradient of this.#gradients) {
      if (tf.getGradient(gradient.kernelName) === gradient) continue;
      tf.unregisterGradient(gradient.kernelName);
      tf.registerGradient(gradient);
    }
  }
}
