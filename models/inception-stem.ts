import type { ConvUnit } from './conv-unit.ts';
import { around } from './graph.ts';
import type { GraphBuilder } from './graph-builder.ts';

/** The labels of the stem's layers in one net. */
export interface StemLabels {
  readonly convs: readonly [string, string, string, string, string];
  /** The pooling after the third convolution. */
  readonly pool: string;
}

/**
 * The first layers of Inception v3 (Szegedy et al. 2016, table 1, as released), which Inception-ResNet v2 has too: five
 * convolutions, up to the second pooling. For small images all keep the map's size, and there is no pooling.
 */
export function inceptionStem(
  g: GraphBuilder,
  unit: ConvUnit,
  { convs: [first, second, third, fourth, fifth], pool }: StemLabels,
  small: boolean,
): string {
  const unpadded = small ? around(1) : 'valid';
  const stride = small ? 1 : 2;
  let x = unit(first, g.input, 32, [3, 3], [stride, stride], unpadded); // 149 x 149 x 32
  x = unit(second, x, 32, [3, 3], [1, 1], unpadded); // 147 x 147 x 32
  x = unit(third, x, 64, [3, 3], [1, 1], around(1)); // 147 x 147 x 64
  if (!small) x = g.maxPool(pool, x, { poolSize: [3, 3], strides: [2, 2], padding: 'valid' }); // 73 x 73 x 64
  x = unit(fourth, x, 80, [1, 1], [1, 1], 'valid'); // 73 x 73 x 80
  return unit(fifth, x, 192, [3, 3], [1, 1], unpadded); // 71 x 71 x 192
}
