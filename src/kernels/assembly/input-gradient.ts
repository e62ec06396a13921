import { fillFrames, framesAtATime } from './frame';
import { packBias, packColumnsIntoPanel, panelBytes } from './pack';
import { TABLE_BYTES, slide } from './slide';
import { PANEL_TERM_BYTES } from './tile';

// Input pixels are taken by phase. A phase has the pixels at one distance from a window's start, modulo the stride: the
// same taps reach them, and their gradient is a convolution of dy with these taps in reverse, at stride 1. So there are
// no zeros between the pixels of dy to multiply with.

/** Taps of a filter `size` long that meet input positions congruent to `phase` modulo `stride`. */
// @ts-ignore: decorator
@inline
function phaseTaps(size: i32, phase: i32, stride: i32): i32 {
  return size > phase ? (size - phase + stride - 1) / stride : 0;
}

/** Size of the frame of an output gradient along one axis: all that the taps of all phases reach. */
// @ts-ignore: decorator
@inline
function gradientFrame(size: i32, filterSize: i32, outSize: i32, stride: i32, before: i32): i32 {
  return phaseTaps(filterSize, 0, stride) - 1 + max(outSize, (size - 1 + before) / stride + 1);
}

/** Bytes of scratch that `inputGradient` needs. */
export function inputGradientScratch(
  height: i32, width: i32, filterHeight: i32, filterWidth: i32, outChannels: i32,
  outHeight: i32, outWidth: i32, strideHeight: i32, strideWidth: i32, top: i32, left: i32,
): usize {
  const frameHeight = gradientFrame(height, filterHeight, outHeight, strideHeight, top);
  const frameWidth = gradientFrame(width, filterWidth, outWidth, strideWidth, left);
  const frameBytes = (frameHeight * frameWidth * outChannels) << 2;
  return TABLE_BYTES + framesAtATime(frameBytes) * frameBytes + 16;
}

/** Bytes of the panels that `packReversedFilter` writes. */
export function reversedFilterBytes(filterHeight: i32, filterWidth: i32, channels: i32, outChannels: i32): usize {
  return panelBytes(1, channels) + panelBytes(filterHeight * filterWidth * outChannels, channels);
}

/**
 * Packs a filter [filterHeight, filterWidth, channels, outChannels] for `inputGradient`: each phase's taps in
 * reverse, as panels over the input channels, one phase after the other; before them zeros for a bias.
 */
export function packReversedFilter(
  filter: usize, filterHeight: i32, filterWidth: i32, channels: i32, outChannels: i32,
  strideHeight: i32, strideWidth: i32, panels: usize,
): void {
  packBias(0, channels, panels);
  const columnStep = (<usize>outChannels) << 2;
  const tapBytes = channels * columnStep;
  let to = panels + panelBytes(1, channels);
  for (let phaseY = 0; phaseY < strideHeight; phaseY++) {
    const tapsY = phaseTaps(filterHeight, phaseY, strideHeight);
    for (let phaseX = 0; phaseX < strideWidth; phaseX++) {
      const tapsX = phaseTaps(filterWidth, phaseX, strideWidth);
      for (let channel = 0; channel < channels; channel += 8) {
        for (let j = tapsY - 1; j >= 0; j--) {
          for (let i = tapsX - 1; i >= 0; i--) {
            const tap = (phaseY + strideHeight * j) * filterWidth + phaseX + strideWidth * i;
            packColumnsIntoPanel(
              filter + tap * tapBytes + channel * columnStep, outChannels, channels - channel, columnStep, to,
            );
            to += outChannels * PANEL_TERM_BYTES;
          }
        }
      }
    }
  }
}

/**
 * Images `first` up to `end` of output [batch, height, width, channels], the gradient of a convolution with
 * respect to its input, from dy [batch, outHeight, outWidth, outChannels] and a filter packed in reverse.
 */
export function inputGradient(
  dy: usize, panels: usize, output: usize,
  height: i32, width: i32, channels: i32,
  filterHeight: i32, filterWidth: i32, outChannels: i32, outHeight: i32, outWidth: i32,
  strideHeight: i32, strideWidth: i32, top: i32, left: i32, first: i32, end: i32, scratch: usize,
): void {
  const pixelBytes = (<usize>channels) << 2;
  const outPixelBytes = (<usize>outChannels) << 2;
  const frameHeight = gradientFrame(height, filterHeight, outHeight, strideHeight, top);
  const frameWidth = gradientFrame(width, filterWidth, outWidth, strideWidth, left);
  const frameTop = phaseTaps(filterHeight, 0, strideHeight) - 1;
  const frameLeft = phaseTaps(filterWidth, 0, strideWidth) - 1;
  const framed = frameHeight != outHeight || frameWidth != outWidth;
  const frameRowBytes = frameWidth * outPixelBytes;
  const frameBytes = frameHeight * frameRowBytes;
  const imageBytes = height * width * pixelBytes;
  const outImageBytes = outHeight * outWidth * outPixelBytes;
  const together = framed ? framesAtATime(<i32>frameBytes) : end - first;
  const frames = scratch + TABLE_BYTES;
  if (framed) memory.fill(frames, 0, min(together, end - first) * frameBytes);

  for (let image = first; image < end; image += together) {
    const images = min(together, end - image);
    let from = dy + image * outImageBytes;
    if (framed) {
      fillFrames(
        images, from, outHeight, outWidth, outPixelBytes, frames, frameHeight, frameWidth, frameTop, frameLeft,
      );
      from = frames;
    }
    let phasePanels = panels + panelBytes(1, channels);
    for (let phaseY = 0; phaseY < strideHeight; phaseY++) {
      const tapsY = phaseTaps(filterHeight, phaseY, strideHeight);
      // The first input row of this phase, and how far the phase's first window is from the frame's start.
      const y0 = (phaseY - top % strideHeight + strideHeight) % strideHeight;
      const rows = y0 < height ? (height - y0 + strideHeight - 1) / strideHeight : 0;
      const windowY = frameTop + (y0 + top) / strideHeight - (tapsY - 1);
      for (let phaseX = 0; phaseX < strideWidth; phaseX++) {
        const tapsX = phaseTaps(filterWidth, phaseX, strideWidth);
        const x0 = (phaseX - left % strideWidth + strideWidth) % strideWidth;
        const columns = x0 < width ? (width - x0 + strideWidth - 1) / strideWidth : 0;
        const windowX = frameLeft + (x0 + left) / strideWidth - (tapsX - 1);
        const reached = tapsY > 0 && tapsX > 0;
        if (rows > 0 && columns > 0) {
          slide(
            from + windowY * frameRowBytes + windowX * outPixelBytes, images, frameBytes,
            frameRowBytes, frameRowBytes, outPixelBytes,
            framed ? frameTop - windowY : 0, framed ? frameTop + outHeight - windowY : i32.MAX_VALUE,
            reached ? tapsY : 0, tapsX * outChannels, phasePanels, channels, panels, 0,
            output + image * imageBytes + (y0 * width + x0) * pixelBytes, imageBytes,
            strideHeight * width * pixelBytes, strideWidth * pixelBytes, rows, columns, scratch,
          );
        }
        if (reached) phasePanels += panelBytes(tapsY * tapsX * outChannels, channels);
      }
    }
  }
}
