import { FRAME_BLOCK_BYTES } from './frame';
import { PANEL_TERM_BYTES, ROWS, ROW_BYTES, rowTile } from './tile';

/** Output pixels that share one table of windows. */
const BLOCK_PIXELS: i32 = 1020;
/** Bytes of the table that `slide` needs. */
export const TABLE_BYTES: usize = <usize>(BLOCK_PIXELS + ROWS) * ROW_BYTES;

/**
 * One pass of a filter over `images` frames. The window of output pixel (y, x) starts at
 * y * windowRowBytes + x * windowColumnBytes in its frame and has `segments` rows of `length` floats,
 * `frameRowBytes` apart. Rows of the frame before `firstRow` and from `endRow` on, counted from the first
 * window's start, are padding and are passed over.
 */
export function slide(
  frames: usize, images: i32, frameBytes: usize, frameRowBytes: usize, windowRowBytes: usize, windowColumnBytes: usize,
  firstRow: i32, endRow: i32, segments: i32, length: i32,
  panels: usize, columns: i32, bias: usize, activation: i32,
  output: usize, outputBytes: usize, outputRowBytes: usize, outputColumnBytes: usize, height: i32, width: i32,
  table: usize,
): void {
  const terms = segments * length;
  const jump = frameRowBytes - ((<usize>length) << 2);
  const segmentBytes = (<usize>length) * PANEL_TERM_BYTES;
  const windowStride = <i32>(windowRowBytes / max(1, frameRowBytes));
  const pixels = images * height * width;
  const fitting = FRAME_BLOCK_BYTES / max(1, <i32>(windowRowBytes / max(1, width)));
  const block = max(ROWS, min(BLOCK_PIXELS, fitting) / ROWS * ROWS);
  let image = 0, y = 0, x = 0;
  for (let start = 0; start < pixels; start += block) {
    const count = min(block, pixels - start);
    const end = table + count * ROW_BYTES;
    for (let entry = table; entry < end; entry += ROW_BYTES) {
      store<u32>(entry, <u32>(image * frameBytes + y * windowRowBytes + x * windowColumnBytes));
      store<u32>(entry, <u32>(image * outputBytes + y * outputRowBytes + x * outputColumnBytes), 4);
      store<i32>(entry, y * windowStride, 8);
      store<i32>(entry, image, 12);
      if (++x == width) {
        x = 0;
        if (++y == height) {
          y = 0;
          image++;
        }
      }
    }
    // The last tile repeats the last pixel.
    for (let i: usize = 0; i < <usize>(ROWS - 1); i++) {
      memory.copy(end + i * ROW_BYTES, end - ROW_BYTES, ROW_BYTES);
    }
    for (let column = 0; column < columns; column += 8) {
      const panel = panels + (column >> 3) * terms * PANEL_TERM_BYTES;
      const columnOffset = (<usize>column) << 2;
      for (let rows = table; rows < end; rows += <usize>ROWS * ROW_BYTES) {
        const lastRow = rows + <usize>(ROWS - 1) * ROW_BYTES;
        let first = 0, last = segments;
        // A tile that goes on in the next image has windows at the bottom as well as at the top.
        if (load<i32>(rows, 12) == load<i32>(lastRow, 12)) {
          first = max(0, firstRow - load<i32>(lastRow, 8));
          last = min(segments, endRow - load<i32>(rows, 8));
        }
        rowTile(
          last - first, length, jump, frames + first * frameRowBytes, panel + first * segmentBytes,
          bias + columnOffset, activation, output + columnOffset, rows, columns - column,
        );
      }
    }
  }
}
