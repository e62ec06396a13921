import { PANEL_TERM_BYTES, columnTile, rowTile } from './tile';
import { packBias, packColumnsIntoPanel, packRows, panelBytes } from './pack';

// Convolutions and their gradients without an image-to-column matrix. In an NHWC image with its padding
// around it (a frame), the pixels under one row of a filter are contiguous: a convolution is a matrix
// product whose terms come in one segment per filter row.

/** Bytes of a frame kept in the second-level cache while the panels of the filter pass over it. */
const FRAME_BLOCK_BYTES: i32 = 192 << 10;
/** Pixels of a filter gradient summed at a time, so that the cache lines they touch stay in the first level. */
const PIXEL_BLOCK: i32 = 256;

/** Copies an image of `height` x `width` pixels into the middle of a frame whose border is already there. */
function fillFrame(
  image: usize, height: i32, width: i32, pixelBytes: usize,
  frame: usize, frameHeight: i32, frameWidth: i32, top: i32, left: i32,
): void {
  const rowBytes = min(width, frameWidth - left) * pixelBytes;
  const rows = min(height, frameHeight - top);
  for (let y = 0; y < rows; y++) {
    memory.copy(frame + ((top + y) * frameWidth + left) * pixelBytes, image + y * width * pixelBytes, rowBytes);
  }
}

/**
 * One pass of a filter over `images` frames. The window of output pixel (y, x) starts at
 * y * windowRowBytes + x * windowColumnBytes in its frame and has `segments` rows of `length` floats,
 * `frameRowBytes` apart. Rows of the frame before `firstRow` and from `endRow` on, counted from the first
 * window's start, are padding and are passed over.
 */
function slide(
  frames: usize, images: i32, frameBytes: usize, frameRowBytes: usize, windowRowBytes: usize, windowColumnBytes: usize,
  firstRow: i32, endRow: i32, segments: i32, length: i32,
  panels: usize, columns: i32, bias: usize, activation: i32,
  output: usize, outputBytes: usize, outputRowBytes: usize, outputColumnBytes: usize, height: i32, width: i32,
): void {
  const terms = segments * length;
  const jump = frameRowBytes - ((<usize>length) << 2);
  const segmentBytes = (<usize>length) * PANEL_TERM_BYTES;
  const windowStride = <i32>(windowRowBytes / max(1, frameRowBytes));
  const pixelsPerImage = height * width;
  const pixels = images * pixelsPerImage;
  const block = max(16, (FRAME_BLOCK_BYTES / max(1, <i32>(windowRowBytes / max(1, width)))) & ~3);
  for (let start = 0; start < pixels; start += block) {
    const blockEnd = min(pixels, start + block);
    for (let column = 0; column < columns; column += 8) {
      const panel = panels + (column >> 3) * terms * PANEL_TERM_BYTES;
      const columnBias = bias + ((<usize>column) << 2);
      const to = output + ((<usize>column) << 2);
      let image = start / pixelsPerImage;
      let y = (start - image * pixelsPerImage) / width;
      let x = start - image * pixelsPerImage - y * width;
      for (let pixel = start; pixel < blockEnd; pixel += 4) {
        const top = y;
        let bottom = y;
        let a0 = frames + image * frameBytes + y * windowRowBytes + x * windowColumnBytes;
        let c0 = to + image * outputBytes + y * outputRowBytes + x * outputColumnBytes;
        let a1 = a0, a2 = a0, a3 = a0, c1 = c0, c2 = c0, c3 = c0;
        if (x + 4 < width) {
          a1 = a0 + windowColumnBytes; c1 = c0 + outputColumnBytes;
          a2 = a1 + windowColumnBytes; c2 = c1 + outputColumnBytes;
          a3 = a2 + windowColumnBytes; c3 = c2 + outputColumnBytes;
          x += 4;
        } else {
          // The tile ends its output row, and may go on in the next one or in the next image.
          for (let i = 1; i <= 4; i++) {
            if (++x == width) {
              x = 0;
              if (++y == height) {
                y = 0;
                image++;
              }
            }
            if (i == 4) break;
            if (pixel + i < blockEnd) {
              bottom = y;
              a3 = frames + image * frameBytes + y * windowRowBytes + x * windowColumnBytes;
              c3 = to + image * outputBytes + y * outputRowBytes + x * outputColumnBytes;
            }
            if (i == 1) { a1 = a3; c1 = c3; }
            else if (i == 2) { a2 = a3; c2 = c3; }
          }
        }
        const first = max(0, firstRow - bottom * windowStride);
        const end = min(segments, endRow - top * windowStride);
        const skipped = first * frameRowBytes;
        rowTile(
          end - first, length, jump, a0 + skipped, a1 + skipped, a2 + skipped, a3 + skipped,
          panel + first * segmentBytes, columnBias, activation, c0, c1, c2, c3, columns - column,
        );
      }
    }
  }
}

/** Bytes of scratch that `convolution` needs. */
export function convolutionScratch(
  channels: i32, filterHeight: i32, filterWidth: i32, outChannels: i32,
  outHeight: i32, outWidth: i32, strideHeight: i32, strideWidth: i32,
): usize {
  const frameHeight = (outHeight - 1) * strideHeight + filterHeight;
  const frameWidth = (outWidth - 1) * strideWidth + filterWidth;
  return panelBytes(filterHeight * filterWidth * channels, outChannels) + panelBytes(1, outChannels)
    + ((<usize>(frameHeight * frameWidth * channels)) << 2) + 16;
}

/**
 * output [batch, outHeight, outWidth, outChannels] = x [batch, height, width, channels] convolved with
 * filter [filterHeight, filterWidth, channels, outChannels], plus a bias per channel (0: none).
 */
export function convolution(
  x: usize, filter: usize, bias: usize, activation: i32, output: usize,
  batch: i32, height: i32, width: i32, channels: i32,
  filterHeight: i32, filterWidth: i32, outChannels: i32, outHeight: i32, outWidth: i32,
  strideHeight: i32, strideWidth: i32, top: i32, left: i32, scratch: usize,
): void {
  const frameHeight = (outHeight - 1) * strideHeight + filterHeight;
  const frameWidth = (outWidth - 1) * strideWidth + filterWidth;
  const pixelBytes = (<usize>channels) << 2;
  const outPixelBytes = (<usize>outChannels) << 2;
  const terms = filterHeight * filterWidth * channels;
  const biasPanels = scratch + panelBytes(terms, outChannels);
  const frame = biasPanels + panelBytes(1, outChannels);
  packRows(filter, outPixelBytes, terms, outChannels, scratch);
  packBias(bias, outChannels, biasPanels);

  const imageBytes = height * width * pixelBytes;
  const outImageBytes = outHeight * outWidth * outPixelBytes;
  if (top > 0 || left > 0 || frameHeight > height || frameWidth > width) {
    memory.fill(frame, 0, frameHeight * frameWidth * pixelBytes);
    for (let image = 0; image < batch; image++) {
      fillFrame(x + image * imageBytes, height, width, pixelBytes, frame, frameHeight, frameWidth, top, left);
      slide(
        frame, 1, 0, frameWidth * pixelBytes, strideHeight * frameWidth * pixelBytes, strideWidth * pixelBytes,
        top, top + height, filterHeight, filterWidth * channels, scratch, outChannels, biasPanels, activation,
        output + image * outImageBytes, 0, outWidth * outPixelBytes, outPixelBytes, outHeight, outWidth,
      );
    }
  } else {
    slide(
      x, batch, imageBytes, width * pixelBytes, strideHeight * width * pixelBytes, strideWidth * pixelBytes,
      0, i32.MAX_VALUE, filterHeight, filterWidth * channels, scratch, outChannels, biasPanels, activation,
      output, outImageBytes, outWidth * outPixelBytes, outPixelBytes, outHeight, outWidth,
    );
  }
}

/** Bytes of scratch that `filterGradient` needs. */
export function filterGradientScratch(
  channels: i32, filterHeight: i32, filterWidth: i32, outChannels: i32,
  outHeight: i32, outWidth: i32, strideHeight: i32, strideWidth: i32,
): usize {
  const frameHeight = (outHeight - 1) * strideHeight + filterHeight;
  const frameWidth = (outWidth - 1) * strideWidth + filterWidth;
  return panelBytes(outHeight * outWidth, outChannels) + ((<usize>(frameHeight * frameWidth * channels)) << 2) + 16;
}

/**
 * output [filterHeight, filterWidth, channels, outChannels], the gradient of a convolution with respect to
 * its filter, from x [batch, height, width, channels] and dy [batch, outHeight, outWidth, outChannels].
 */
export function filterGradient(
  x: usize, dy: usize, output: usize,
  batch: i32, height: i32, width: i32, channels: i32,
  filterHeight: i32, filterWidth: i32, outChannels: i32, outHeight: i32, outWidth: i32,
  strideHeight: i32, strideWidth: i32, top: i32, left: i32, scratch: usize,
): void {
  const pixelBytes = (<usize>channels) << 2;
  const outPixelBytes = (<usize>outChannels) << 2;
  const imageBytes = height * width * pixelBytes;
  let frameHeight = (outHeight - 1) * strideHeight + filterHeight;
  let frameWidth = (outWidth - 1) * strideWidth + filterWidth;
  const framed = top > 0 || left > 0 || frameHeight > height || frameWidth > width;
  const frame = scratch + panelBytes(outHeight * outWidth, outChannels);
  if (framed) {
    memory.fill(frame, 0, frameHeight * frameWidth * pixelBytes);
  } else {
    frameHeight = height;
    frameWidth = width;
  }
  const frameRowBytes = frameWidth * pixelBytes;
  const step = strideWidth * pixelBytes;
  const jump = strideHeight * frameRowBytes - outWidth * step;
  const run = filterWidth * channels;
  const pixels = outHeight * outWidth;
  const blockRows = max(1, PIXEL_BLOCK / outWidth);

  for (let image = 0; image < batch; image++) {
    let from = x + image * imageBytes;
    if (framed) {
      fillFrame(from, height, width, pixelBytes, frame, frameHeight, frameWidth, top, left);
      from = frame;
    }
    packRows(dy + image * pixels * outPixelBytes, outPixelBytes, pixels, outChannels, scratch);
    for (let y = 0; y < outHeight; y += blockRows) {
      const rows = min(blockRows, outHeight - y);
      const fresh = image == 0 && y == 0;
      for (let column = 0; column < outChannels; column += 8) {
        const panel = scratch + ((column >> 3) * pixels + y * outWidth) * PANEL_TERM_BYTES;
        for (let filterRow = 0; filterRow < filterHeight; filterRow++) {
          const a = from + (y * strideHeight + filterRow) * frameRowBytes;
          const c = output + filterRow * run * outPixelBytes + ((<usize>column) << 2);
          for (let m = 0; m < run; m += 4) {
            columnTile(
              rows, outWidth, step, jump, a + ((<usize>m) << 2), panel, fresh,
              c + m * outPixelBytes, outPixelBytes, min(4, run - m), outChannels - column,
            );
          }
        }
      }
    }
  }
}

/** Taps of a filter `size` long that meet input positions congruent to `phase` modulo `stride`. */
// @ts-ignore: decorator
@inline
function phaseTaps(size: i32, phase: i32, stride: i32): i32 {
  return size > phase ? (size - phase + stride - 1) / stride : 0;
}

/** Size of the frame of an output gradient along one axis: what any tap of any phase reaches. */
// @ts-ignore: decorator
@inline
function gradientFrame(size: i32, filterSize: i32, outSize: i32, stride: i32, before: i32): i32 {
  return phaseTaps(filterSize, 0, stride) - 1 + max(outSize, (size - 1 + before) / stride + 1);
}

/** Bytes of scratch that `inputGradient` needs. */
export function inputGradientScratch(
  height: i32, width: i32, channels: i32, filterHeight: i32, filterWidth: i32, outChannels: i32,
  outHeight: i32, outWidth: i32, strideHeight: i32, strideWidth: i32, top: i32, left: i32,
): usize {
  const frameHeight = gradientFrame(height, filterHeight, outHeight, strideHeight, top);
  const frameWidth = gradientFrame(width, filterWidth, outWidth, strideWidth, left);
  return panelBytes(filterHeight * filterWidth * outChannels, channels) + panelBytes(1, channels)
    + ((<usize>(frameHeight * frameWidth * outChannels)) << 2) + 16;
}

/**
 * output [batch, height, width, channels], the gradient of a convolution with respect to its input, from
 * dy [batch, outHeight, outWidth, outChannels] and filter [filterHeight, filterWidth, channels, outChannels].
 *
 * Input pixels are taken by phase: those at the same distance from a window's start, modulo the stride, are
 * reached by the same taps, and their gradient is a convolution of dy with these taps in reverse, at
 * stride 1. No product with an inserted zero is ever formed.
 */
export function inputGradient(
  dy: usize, filter: usize, output: usize,
  batch: i32, height: i32, width: i32, channels: i32,
  filterHeight: i32, filterWidth: i32, outChannels: i32, outHeight: i32, outWidth: i32,
  strideHeight: i32, strideWidth: i32, top: i32, left: i32, scratch: usize,
): void {
  const pixelBytes = (<usize>channels) << 2;
  const outPixelBytes = (<usize>outChannels) << 2;
  const frameHeight = gradientFrame(height, filterHeight, outHeight, strideHeight, top);
  const frameWidth = gradientFrame(width, filterWidth, outWidth, strideWidth, left);
  const frameTop = phaseTaps(filterHeight, 0, strideHeight) - 1;
  const frameLeft = phaseTaps(filterWidth, 0, strideWidth) - 1;
  const framed = frameHeight != outHeight || frameWidth != outWidth;
  const bias = scratch + panelBytes(filterHeight * filterWidth * outChannels, channels);
  const frame = bias + panelBytes(1, channels);
  packBias(0, channels, bias);
  packPhases(filter, filterHeight, filterWidth, channels, outChannels, strideHeight, strideWidth, scratch);
  if (framed) memory.fill(frame, 0, frameHeight * frameWidth * outPixelBytes);

  const images = framed ? 1 : batch;
  const frameRowBytes = frameWidth * outPixelBytes;
  const imageBytes = height * width * pixelBytes;
  const outImageBytes = outHeight * outWidth * outPixelBytes;
  for (let image = 0; image < batch; image += images) {
    let from = dy + image * outImageBytes;
    if (framed) {
      fillFrame(from, outHeight, outWidth, outPixelBytes, frame, frameHeight, frameWidth, frameTop, frameLeft);
      from = frame;
    }
    let panels = scratch;
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
            from + windowY * frameRowBytes + windowX * outPixelBytes, images, outImageBytes,
            frameRowBytes, frameRowBytes, outPixelBytes,
            framed ? frameTop - windowY : 0, framed ? frameTop + outHeight - windowY : i32.MAX_VALUE,
            reached ? tapsY : 0, tapsX * outChannels, panels, channels, bias, 0,
            output + image * imageBytes + (y0 * width + x0) * pixelBytes, imageBytes,
            strideHeight * width * pixelBytes, strideWidth * pixelBytes, rows, columns,
          );
        }
        if (reached) panels += panelBytes(tapsY * tapsX * outChannels, channels);
      }
    }
  }
}

/** Each phase's taps in reverse, as panels over the input channels, one phase after the other. */
function packPhases(
  filter: usize, filterHeight: i32, filterWidth: i32, channels: i32, outChannels: i32,
  strideHeight: i32, strideWidth: i32, to: usize,
): void {
  const columnStep = (<usize>outChannels) << 2;
  const tapBytes = channels * columnStep;
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
