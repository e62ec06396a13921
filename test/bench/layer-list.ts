import type { Pair } from '#models/graph.ts';
import type { ConvolutionTask } from './task.ts';

export type Layer = Omit<ConvolutionTask, 'kind' | 'direction'>;

/** Square maps of `side`, and a square kernel where `kernel` is one number. */
function layer(
  kernel: number | Pair,
  inChannels: number,
  outChannels: number,
  side: number,
  batchSize: number,
  stride = 1,
): Layer {
  const pair: Pair = typeof kernel === 'number' ? [kernel, kernel] : kernel;
  return { batchSize, side, inChannels, outChannels, kernel: pair, stride };
}

/** What stands at stride 1 and at stride 2 in the nets of the zoo, with a batch that makes it last milliseconds. */
export const LAYERS: readonly Layer[] = [
  // 32 to 512 channels, 3x3.
  layer(3, 32, 32, 32, 16),
  layer(3, 64, 64, 16, 32),
  layer(3, 96, 128, 16, 16),
  layer(3, 128, 128, 8, 32),
  layer(3, 256, 256, 8, 16),
  layer(3, 512, 512, 7, 2),
  // 1x1.
  layer(1, 64, 64, 32, 16),
  layer(1, 64, 256, 16, 32),
  layer(1, 256, 64, 16, 32),
  layer(1, 256, 128, 8, 64),
  // 5x5.
  layer(5, 32, 32, 16, 32),
  layer(5, 32, 96, 8, 32),
  // Inception v3's factorised 7x7.
  layer([1, 7], 160, 160, 17, 4),
  layer([7, 1], 192, 192, 17, 4),
  // Stride 2: ResNet-20, ResNet-18, the shortcut of ResNet-50.
  layer(3, 32, 64, 16, 32, 2),
  layer(3, 64, 128, 28, 8, 2),
  layer(1, 256, 512, 28, 4, 2),
  // GoogLeNet's classroom form: conv2, 3a, 3b, 4e, 5b.
  layer(3, 20, 60, 32, 32),
  layer(3, 30, 40, 16, 32),
  layer(5, 10, 30, 16, 32),
  layer(3, 50, 100, 8, 32),
  layer(1, 260, 120, 4, 32),
  // Narrow ones: LeNet-5, ResNet-20, the first layer of the ResNets of ImageNet.
  layer(5, 1, 6, 28, 128),
  layer(5, 6, 16, 14, 128),
  layer(3, 16, 16, 32, 32),
  layer(3, 16, 32, 32, 32, 2),
  layer(7, 3, 64, 64, 8, 2),
];

export function nameOf({ batchSize, side, inChannels, outChannels, kernel, stride }: Layer): string {
  const strided = stride === 1 ? '' : `, stride ${stride}`;
  return (
    `${kernel.join('x')}, ${inChannels} to ${outChannels} channels, ${side}x${side}${strided}, ` +
    `batch of ${batchSize}`
  );
}
