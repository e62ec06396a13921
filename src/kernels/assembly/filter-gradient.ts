import { fillFrames, framesAtATime } from './frame';
import { packRowTile, packRows, panelBytes } from './pack';
import { PANEL_TERM_BYTES, ROWS, columnTiles } from './tile';

/** Pixels summed at a time, so that the cache lines they touch stay in the first level. */
const PIXEL_BLOCK: i32 = 256;

/** The pixels' values are packed from this many weights of one tap, and output channels, on. */
const PACKED_TAP_WEIGHTS: i32 = 1 << 15;
const PACKED_OUT_CHANNELS: i32 = 128;
/** Bytes of frames taken at a time where they are packed. A frame is then read once per filter row, not per panel. */
const PACKED_FRAME_BYTES: i32 = 1 << 20;

/**
 * Whether the pixels' values are packed, tile by tile, before the panels of dy pass over them. In a wide layer the
 * values of 256 pixels fall on few sets of the first-level cache, and the filter's gradient does not fit the second. It
 * is then best to pass over the gradient in order and seldom, with many pixels at a time. Packing pays only where there
 * are many panels.
 */
function isPacked(channels: i32, outChannels: i32): bool {
  return outChannels >= PACKED_OUT_CHANNELS && channels * outChannels >= PACKED_TAP_WEIGHTS;
}

/** Images taken at a time; their rows of pixels share one table. */
function imagesAtATime(frameBytes: i32, pixels: i32, packed: bool): i32 {
  const frames = packed ? PACKED_FRAME_BYTES / max(1, frameBytes) : framesAtATime(frameBytes);
  return max(1, min(frames, PIXEL_BLOCK / max(1, pixels)));
}

/** Rows of pixels summed at a time. */
function rowsAtATime(outWidth: i32): i32 {
  return max(1, PIXEL_BLOCK / max(1, outWidth));
}

/** Bytes of the packed values of a tile. */
function tileBytes(outWidth: i32, packed: bool): usize {
  return packed ? <usize>((rowsAtATime(outWidth) * outWidth * ROWS) << 2) : 0;
}

/** Bytes of scratch that `filterGradient` needs. */
export function filterGradientScratch(
  channels: i32, filterHeight: i32, filterWidth: i32, outChannels: i32,
  outHeight: i32, outWidth: i32, strideHeight: i32, strideWidth: i32,
): usize {
  const frameHeight = (outHeight - 1) * strideHeight + filterHeight;
  const frameWidth = (outWidth - 1) * strideWidth + filterWidth;
  const frameBytes = (frameHeight * frameWidth * channels) << 2;
  const packed = isPacked(channels, outChannels);
  const together = imagesAtATime(frameBytes, outHeight * outWidth, packed);
  return panelBytes(together * outHeight * outWidth, outChannels) + tileBytes(outWidth, packed) +
    together * ((outHeight << 2) + frameBytes) + 16;
}

/**
 * Adds to output [taps, outChannels] what `rows` rows of `width` pixels give. `values` has each pixel's `taps` values
 * side by side; pixels are `step` bytes apart, and the table says where rows start. Each panel of dy starts `panelStep`
 * bytes after the one before. Values are read in place.
 */
function addInPlace(
  taps: i32, rows: i32, width: i32, step: usize, values: usize, table: usize, panels: usize, panelStep: usize,
  output: usize, outChannels: i32,
): void {
  for (let column = 0; column < outChannels; column += 8) {
    columnTiles(
      taps, rows, width, step, values, table, panels, false,
      output + ((<usize>column) << 2), (<usize>outChannels) << 2, outChannels - column,
    );
    panels += panelStep;
  }
}

/** As `addInPlace`, but packs each tile of values first. `zero` is the table of a single run that starts at 0. */
function addPacked(
  taps: i32, rows: i32, width: i32, step: usize, values: usize, table: usize, panels: usize, panelStep: usize,
  output: usize, outChannels: i32, tile: usize, zero: usize,
): void {
  for (let tiles = (taps + ROWS - 1) / ROWS; tiles > 0; tiles--) {
    const count = (taps + tiles - 1) / tiles;
    packRowTile(count, rows, width, step, values, table, tile);
    addInPlace(
      count, 1, rows * width, (<usize>count) << 2, tile, zero, panels, panelStep, output, outChannels,
    );
    taps -= count;
    values += (<usize>count) << 2;
    output += (<usize>(count * outChannels)) << 2;
  }
}

/**
 * output [filterHeight, filterWidth, channels, outChannels]: what images `first` up to `end` of
 * x [batch, height, width, channels] and dy [batch, outHeight, outWidth, outChannels] add to the gradient of a
 * convolution with respect to its filter.
 */
export function filterGradient(
  x: usize, dy: usize, output: usize,
  height: i32, width: i32, channels: i32,
  filterHeight: i32, filterWidth: i32, outChannels: i32, outHeight: i32, outWidth: i32,
  strideHeight: i32, strideWidth: i32, top: i32, left: i32, first: i32, end: i32, scratch: usize,
): void {
  const pixelBytes = (<usize>channels) << 2;
  const outPixelBytes = (<usize>outChannels) << 2;
  const imageBytes = height * width * pixelBytes;
  const pixels = outHeight * outWidth;
  let frameHeight = (outHeight - 1) * strideHeight + filterHeight;
  let frameWidth = (outWidth - 1) * strideWidth + filterWidth;
  const framed = top > 0 || left > 0 || frameHeight > height || frameWidth > width;
  const packed = isPacked(channels, outChannels);
  const together = imagesAtATime(<i32>(frameHeight * frameWidth * pixelBytes), pixels, packed);
  const tile = scratch + panelBytes(together * pixels, outChannels);
  const table = tile + tileBytes(outWidth, packed);
  const frames = table + together * (outHeight << 2);
  if (framed) {
    memory.fill(frames, 0, together * frameHeight * frameWidth * pixelBytes);
  } else {
    frameHeight = height;
    frameWidth = width;
  }
  const frameRowBytes = frameWidth * pixelBytes;
  const frameBytes = frameHeight * frameRowBytes;
  const run = filterWidth * channels;
  const blockRows = rowsAtATime(outWidth);
  const step = strideWidth * pixelBytes;
  const rowStep = strideHeight * frameRowBytes;
  // One long run is faster than many short ones: the processor seldom predicts where each of them ends.
  const gapless = outWidth * step == rowStep && outHeight * rowStep == frameBytes;
  for (let i = 0; i < together; i++) {
    for (let y = 0; y < outHeight; y++) {
      store<u32>(table + ((i * outHeight + y) << 2), <u32>(i * frameBytes + y * rowStep));
    }
  }

  memory.fill(output, 0, filterHeight * run * outPixelBytes);
  for (let image = first; image < end; image += together) {
    const images = min(together, end - image);
    let from = x + image * imageBytes;
    if (framed) {
      fillFrames(images, from, height, width, pixelBytes, frames, frameHeight, frameWidth, top, left);
      from = frames;
    }
    const terms = images * pixels;
    packRows(dy + image * pixels * outPixelBytes, outPixelBytes, terms, outChannels, scratch);
    for (let y = 0; y < images * outHeight; y += blockRows) {
      const rows = min(blockRows, images * outHeight - y);
      const runs = gapless ? 1 : rows;
      const length = gapless ? rows * outWidth : outWidth;
      const panels = scratch + y * outWidth * PANEL_TERM_BYTES;
      const panelStep = terms * PANEL_TERM_BYTES;
      for (let filterRow = 0; filterRow < filterHeight; filterRow++) {
        const values = from + filterRow * frameRowBytes;
        const sums = output + filterRow * run * outPixelBytes;
        const starts = table + (y << 2);
        if (packed) {
          // The first row of the first image starts at 0.
          addPacked(run, runs, length, step, values, starts, panels, panelStep, sums, outChannels, tile, table);
        } else {
          addInPlace(run, runs, length, step, values, starts, panels, panelStep, sums, outChannels);
        }
      }
    }
  }
}
