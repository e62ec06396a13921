import type * as tf from '@tensorflow/tfjs';

export interface ConvolutionCase {
  readonly input: [batch: number, height: number, width: number, channels: number];
  readonly filter: [height: number, width: number, inChannels: number, outChannels: number];
  readonly strides: number | [number, number];
  readonly padding: 'valid' | 'same' | number | tf.backend_util.ExplicitPadding;
}

const asymmetric: tf.backend_util.ExplicitPadding = [
  [0, 0],
  [2, 1],
  [0, 3],
  [0, 0],
];

const beyond: tf.backend_util.ExplicitPadding = [
  [0, 0],
  [0, 0],
  [2, 1],
  [0, 0],
];

/** Odd sizes, strides 1 to 4, every kind of padding, one image, one channel, channels not divisible by 4. */
export const convolutionCases: readonly ConvolutionCase[] = [
  { input: [2, 12, 12, 1], filter: [5, 5, 1, 6], strides: 1, padding: 'same' },
  { input: [3, 14, 14, 6], filter: [5, 5, 6, 16], strides: 1, padding: 'valid' },
  { input: [1, 7, 9, 3], filter: [3, 3, 3, 5], strides: 2, padding: 'same' },
  { input: [1, 11, 8, 5], filter: [4, 2, 5, 7], strides: 3, padding: 'valid' },
  { input: [2, 13, 17, 3], filter: [5, 3, 3, 9], strides: 4, padding: 2 },
  { input: [1, 6, 5, 2], filter: [3, 3, 2, 3], strides: 1, padding: asymmetric },
  { input: [2, 9, 6, 4], filter: [4, 5, 4, 8], strides: 2, padding: asymmetric },
  { input: [2, 9, 9, 7], filter: [1, 1, 7, 13], strides: 1, padding: 'valid' },
  { input: [2, 9, 9, 8], filter: [1, 1, 8, 16], strides: 2, padding: 'same' },
  { input: [1, 10, 7, 3], filter: [3, 5, 3, 4], strides: [2, 3], padding: 'same' },
  { input: [5, 5, 5, 16], filter: [5, 5, 16, 12], strides: 1, padding: 'valid' },
  { input: [2, 8, 8, 32], filter: [3, 3, 32, 33], strides: 1, padding: 'same' },
  // Small images, several of which share one pass, and tiles that reach from one into the next.
  { input: [9, 2, 1, 3], filter: [3, 3, 3, 4], strides: 1, padding: 'same' },
  { input: [11, 1, 3, 5], filter: [3, 3, 5, 9], strides: 1, padding: 'same' },
  { input: [7, 3, 5, 4], filter: [5, 5, 4, 10], strides: 2, padding: 'same' },
  { input: [20, 4, 4, 12], filter: [3, 3, 12, 8], strides: 1, padding: 'same' },
  // Images larger than what is swept at a time.
  { input: [2, 37, 41, 3], filter: [7, 7, 3, 6], strides: 1, padding: 3 },
  { input: [3, 33, 35, 6], filter: [1, 1, 6, 17], strides: 1, padding: 'valid' },
  { input: [1, 3, 3, 1], filter: [1, 1, 1, 1], strides: 4, padding: 'valid' },
  // One output, and more padding before it than its window is wide.
  { input: [2, 1, 1, 3], filter: [1, 1, 3, 2], strides: 5, padding: beyond },
];

/** Layers so wide that the pixels' values are packed: several images at a time, and one in several blocks. */
export const wideCases: readonly ConvolutionCase[] = [
  { input: [9, 4, 3, 250], filter: [3, 2, 250, 132], strides: [1, 2], padding: 'same' },
  { input: [1, 12, 61, 131], filter: [1, 1, 131, 253], strides: [1, 2], padding: 'valid' },
];

/** Enough pixels for a filter's gradient to be summed in several parts; fewer images than parts. */
export const manyPixelCases: readonly ConvolutionCase[] = [
  { input: [5, 23, 19, 5], filter: [3, 3, 5, 11], strides: 1, padding: 'same' },
  { input: [2, 41, 40, 4], filter: [3, 2, 4, 8], strides: 1, padding: 'valid' },
  { input: [9, 20, 20, 3], filter: [5, 5, 3, 16], strides: 2, padding: 'same' },
];

/** No images, and a filter that is wider or higher than the image by one, for which there is no place. */
export const emptyCases: readonly ConvolutionCase[] = [
  { input: [0, 5, 5, 3], filter: [3, 3, 3, 4], strides: 1, padding: 'same' },
  { input: [0, 3, 3, 2], filter: [3, 3, 2, 5], strides: 1, padding: 'valid' },
  { input: [2, 3, 2, 3], filter: [1, 3, 3, 4], strides: 1, padding: 'valid' },
  { input: [2, 2, 4, 130], filter: [3, 1, 130, 260], strides: 2, padding: 'valid' },
];

export function describeCase({ input, filter, strides, padding }: ConvolutionCase): string {
  return `${input.join('x')} by ${filter.join('x')}, stride ${strides}, padding ${JSON.stringify(padding)}`;
}
