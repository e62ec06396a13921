import { fillFrames, framesAtATime } from './frame';
import { packRows, panelBytes } from './pack';
import { PANEL_TERM_BYTES, columnTiles } from './tile';

/** Pixels summed at a time, so that the cache lines they touch stay in the first level. */
const PIXEL_BLOCK: i32 = 256;

/** Images taken at a time, whose rows of pixels share one table. */
function imagesAtATime(frameBytes: i32, pixels: i32): i32 {
  return max(1, min(framesAtATime(frameBytes), PIXEL_BLOCK / max(1, pixels)));
}

/** Bytes of scratch that `filterGradient` needs. */
export function filterGradientScratch(
  channels: i32, filterHeight: i32, filterWidth: i32, outChannels: i32,
  outHeight: i32, outWidth: i32, strideHeight: i32, strideWidth: i32,
): usize {
  const frameHeight = (outHeight - 1) * strideHeight + filterHeight;
  const frameWidth = (outWidth - 1) * strideWidth + filterWidth;
  const frameBytes = (frameHeight * frameWidth * channels) << 2;
  const together = imagesAtATime(frameBytes, outHeight * outWidth);
  return panelBytes(together * outHeight * outWidth, outChannels) + together * ((outHeight << 2) + frameBytes) + 16;
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
  const together = imagesAtATime(<i32>(frameHeight * frameWidth * pixelBytes), pixels);
  const table = scratch + panelBytes(together * pixels, outChannels);
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
  const blockRows = max(1, PIXEL_BLOCK / outWidth);
  for (let i = 0; i < together; i++) {
    for (let y = 0; y < outHeight; y++) {
      store<u32>(table + ((i * outHeight + y) << 2), <u32>(i * frameBytes + y * strideHeight * frameRowBytes));
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
      for (let column = 0; column < outChannels; column += 8) {
        const panel = scratch + ((column >> 3) * terms + y * outWidth) * PANEL_TERM_BYTES;
        for (let filterRow = 0; filterRow < filterHeight; filterRow++) {
          columnTiles(
            run, rows, outWidth, strideWidth * pixelBytes, from + filterRow * frameRowBytes, table + (y << 2),
            panel, false, output + filterRow * run * outPixelBytes + ((<usize>column) << 2), outPixelBytes,
            outChannels - column,
          );
        }
      }
    }
  }
}
