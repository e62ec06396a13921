import * as tf from '@tensorflow/tfjs';

type FourNumbers = [number, number, number, number];

/**
 * Reads strides and padding of a convolution, or of its gradients, as tfjs's own kernels do. `inShape` is
 * [batch, height, width, inChannels], `filterShape` [filterHeight, filterWidth, inChannels, outChannels].
 * The gradients of tfjs exist for dilation 1 only, and ours are for channels last only.
 */
export function undilatedConvolution(
  inShape: number[],
  filterShape: number[],
  attrs: tf.NamedAttrMap,
): tf.backend_util.Conv2DInfo {
  if (attrs['dataFormat'] !== 'NHWC') {
    throw new Error(`Convolutions here need NHWC tensors, got ${attrs['dataFormat']}.`);
  }
  const conv = tf.backend_util.computeConv2DInfo(
    inShape as FourNumbers,
    filterShape as FourNumbers,
    attrs['strides'] as [number, number],
    1,
    attrs['pad'] as 'valid' | 'same' | number | tf.backend_util.ExplicitPadding,
    attrs['dimRoundingMode'] as 'floor' | 'round' | 'ceil',
    false,
    'channelsLast',
  );
  const { outHeight, outWidth } = conv;
  // tfjs would go on with a negative size. A size of 0, where the filter is larger by one, is an empty output.
  if (outHeight < 0 || outWidth < 0) {
    throw new Error(`A filter of [${filterShape}] does not fit an image of [${inShape}].`);
  }
  return conv;
}
