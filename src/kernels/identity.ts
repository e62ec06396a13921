import type * as tf from '@tensorflow/tfjs';
import type { KernelModule } from './module.ts';
import { originalKernel, replaceKernel } from './wasm-backend.ts';

/**
 * Registers `Identity`, and `Cast` to the type a tensor already has, as sharing the buffer instead of
 * copying it, as tfjs's other backends do. tfjs clones every tensor that a gradient will need, so a
 * training step copied all its activations.
 */
export function registerIdentity({ backend }: KernelModule): void {
  const share = (x: tf.TensorInfo): tf.TensorInfo => {
    backend.incRef(x.dataId);
    return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
  };

  const copy = originalKernel('Identity');
  replaceKernel('Identity', (args) => {
    const { x } = args.inputs as { x: tf.TensorInfo };
    return x.dtype === 'string' ? copy(args) : share(x);
  });

  const convert = originalKernel('Cast');
  replaceKernel('Cast', (args) => {
    const { x } = args.inputs as { x: tf.TensorInfo };
    return x.dtype === args.attrs['dtype'] && x.dtype !== 'string' ? share(x) : convert(args);
  });
}
