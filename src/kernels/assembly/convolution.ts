import { fillFrames, framesAtATime } from './frame';
import { packBias, packRows, panelBytes } from './pack';
import { TABLE_BYTES, slide } from './slide';

/** Bytes of the panels of a filter and its bias, which `packFilter` writes. */
export function filterPanelBytes(terms: i32, outChannels: i32): usize {
  return panelBytes(terms, outChannels) + panelBytes(1, outChannels);
}

/**
 * Packs a filter [filterHeight, filterWidth, channels, outChannels], of `terms` times outChannels weights, and
 * its bias [outChannels] (0: none) for `convolution`.
 */
export function packFilter(filter: usize, bias: usize, terms: i32, outChannels: i32, panels: usize): void {
  packBias(bias, outChannels, panels);
  packRows(filter, (<usize>outChannels) << 2, terms, outChannels, panels + panelBytes(1, outChannels));
}

/** Bytes of scratch that `convolution` needs. */
export function convolutionScratch(
  channels: i32, filterHeight: i32, filterWidth: i32, outHeight: i32, outWidth: i32, strideHeight: i32, strideWidth: i32,
): usize {
  const frameHeight = (outHeight - 1) * strideHeight + filterHeight;
  const frameWidth = (outWidth - 1) * strideWidth + filterWidth;
  const frameBytes = (frameHeight * frameWidth * channels) << 2;
  return TABLE_BYTES + framesAtATime(frameBytes) * frameBytes + 16;
}

/**
 * Images `first` up to `end` of output [batch, outHeight, outWidth, outChannels] = x [batch, height, width,
 * channels] convolved with a packed filter, plus its bias.
 */
export function convolution(
  x: usize, panels: usize, activation: i32, output: usize,
  height: i32, width: i32, channels: i32,
  filterHeight: i32, filterWidth: i32, outChannels: i32, outHeight: i32, outWidth: i32,
  strideHeight: i32, strideWidth: i32, top: i32, left: i32, first: i32, end: i32, scratch: usize,
): void {
  const frameHeight = (outHeight - 1) * strideHeight + filterHeight;
  const frameWidth = (outWidth - 1) * strideWidth + filterWidth;
  const pixelBytes = (<usize>channels) << 2;
  const outPixelBytes = (<usize>outChannels) << 2;
  const length = filterWidth * channels;
  const imageBytes = height * width * pixelBytes;
  const outImageBytes = outHeight * outWidth * outPixelBytes;
  const filterPanels = panels + panelBytes(1, outChannels);
  if (top > 0 || left > 0 || frameHeight > height || frameWidth > width) {
    const frameBytes = frameHeight * frameWidth * pixelBytes;
    const together = framesAtATime(<i32>frameBytes);
    const frames = scratch + TABLE_BYTES;
    memory.fill(frames, 0, min(together, end - first) * frameBytes);
    for (let image = first; image < end; image += together) {
      const images = min(together, end - image);
      fillFrames(images, x + image * imageBytes, height, width, pixelBytes, frames, frameHeight, frameWidth, top, left);
      slide(
        frames, images, frameBytes, frameWidth * pixelBytes, strideHeight * frameWidth * pixelBytes,
        strideWidth * pixelBytes, top, top + height, filterHeight, length, filterPanels, outChannels, panels, activation,
        output + image * outImageBytes, outImageBytes, outWidth * outPixelBytes, outPixelBytes, outHeight, outWidth,
        scratch,
      );
    }
  } else {
    slide(
      x + first * imageBytes, end - first, imageBytes, width * pixelBytes, strideHeight * width * pixelBytes,
      strideWidth * pixelBytes, 0, i32.MAX_VALUE, filterHeight, length, filterPanels, outChannels, panels, activation,
      output + first * outImageBytes, outImageBytes, outWidth * outPixelBytes, outPixelBytes, outHeight, outWidth,
      scratch,
    );
  }
}
