import type * as tf from '@tensorflow/tfjs';
import type { KernelModule } from './module.ts';
import { type KernelArguments, originalKernel, replaceKernel } from './wasm-backend.ts';
import { msToMove } from './work-estimate.ts';

/** Ours has this exponent alone: every published net with this layer uses it. */
const coveredBeta = 0.75;

/**
 * Calls `name` for ranges of pixels.
 *
 * @param tensors All of the shape [batch, height, width, channels], in the function's order.
 */
function normalise(
  { backend, functions, parallel }: KernelModule,
  name: 'responseNormalisation' | 'responseNormalisationGradient',
  tensors: readonly tf.TensorInfo[],
  attrs: tf.NamedAttrMap,
): void {
  const { shape } = tensors[0]!;
  const channels = shape.at(-1)!;
  const pixels = shape.slice(0, -1).reduce((product, size) => product * size, 1);
  const [radius, bias, alpha] = ['depthRadius', 'bias', 'alpha'].map((key) => attrs[key] as number);
  const places = tensors.map(({ dataId }) => backend.getMemoryOffset(dataId));
  parallel(
    name,
    {
      items: pixels,
      // Twice the time to move: each value takes a square root and a division.
      estimatedMs: 2 * msToMove(4 * tensors.length * pixels * channels),
      scratchBytes: functions.responseNormalisationScratch(channels, radius!) >>> 0,
    },
    (first, end) => [
      ...places.map((place) => place + 4 * channels * first),
      end - first,
      channels,
      radius!,
      bias!,
      alpha!,
    ],
  );
}

/** Registers local response normalisation and its gradient, for [batch, height, width, channels]. */
export function registerResponseNormalisation(module: KernelModule): void {
  const { backend } = module;

  const forward = originalKernel('LRN');
  replaceKernel('LRN', (args: KernelArguments) => {
    if (args.attrs['beta'] !== coveredBeta) return forward(args);
    const { x } = args.inputs as { x: tf.TensorInfo };
    const y = backend.makeOutput(x.shape, 'float32');
    normalise(module, 'responseNormalisation', [x, y], args.attrs);
    return y;
  });

  const gradient = originalKernel('LRNGrad');
  replaceKernel('LRNGrad', (args: KernelArguments) => {
    if (args.attrs['beta'] !== coveredBeta) return gradient(args);
    const { x, y, dy } = args.inputs as { x: tf.TensorInfo; y: tf.TensorInfo; dy: tf.TensorInfo };
    const dx = backend.makeOutput(x.shape, 'float32');
    normalise(module, 'responseNormalisationGradient', [x, y, dy, dx], args.attrs);
    return dx;
  });
}
