import type * as tf from '@tensorflow/tfjs';
import type { KernelModule } from './module.ts';
import { type KernelArguments, originalKernel, replaceKernel } from './wasm-backend.ts';

/** The only exponent ours has: every published net with this layer uses it. */
const coveredBeta = 0.75;

function shapeAndConstants({ functions, scratch }: KernelModule, x: tf.TensorInfo, attrs: tf.NamedAttrMap) {
  const channels = x.shape.at(-1)!;
  const pixels = x.shape.slice(0, -1).reduce((product, size) => product * size, 1);
  const radius = attrs['depthRadius'] as number;
  return [
    pixels,
    channels,
    radius,
    attrs['bias'] as number,
    attrs['alpha'] as number,
    scratch(functions.responseNormalisationScratch(channels, radius) >>> 0),
  ];
}

/** Registers local response normalisation and its gradient, for [batch, height, width, channels]. */
export function registerResponseNormalisation(module: KernelModule): void {
  const { backend, functions } = module;
  const offset = ({ dataId }: tf.TensorInfo) => backend.getMemoryOffset(dataId);

  const forward = originalKernel('LRN');
  replaceKernel('LRN', (args: KernelArguments) => {
    if (args.attrs['beta'] !== coveredBeta) return forward(args);
    const { x } = args.inputs as { x: tf.TensorInfo };
    const y = backend.makeOutput(x.shape, 'float32');
    const rest = shapeAndConstants(module, x, args.attrs);
    functions.responseNormalisation(offset(x), offset(y), ...rest);
    return y;
  });

  const gradient = originalKernel('LRNGrad');
  replaceKernel('LRNGrad', (args: KernelArguments) => {
    if (args.attrs['beta'] !== coveredBeta) return gradient(args);
    const { x, y, dy } = args.inputs as { x: tf.TensorInfo; y: tf.TensorInfo; dy: tf.TensorInfo };
    const dx = backend.makeOutput(x.shape, 'float32');
    const rest = shapeAndConstants(module, x, args.attrs);
    functions.responseNormalisationGradient(offset(x), offset(y), offset(dy), offset(dx), ...rest);
    return dx;
  });
}
