// A frame is an NHWC image with its padding around it. The pixels under one row of a filter are contiguous
// in it: a convolution is a matrix product whose terms come in one segment per filter row, and no
// image-to-column matrix is needed.

/** Bytes of frames kept in the second-level cache while panels pass over them. */
export const FRAME_BLOCK_BYTES: i32 = 192 << 10;

/** Frames made at a time: where images are small, several share one pass. */
export function framesAtATime(frameBytes: i32): i32 {
  return max(1, FRAME_BLOCK_BYTES / max(1, frameBytes));
}

/** Copies an image of `height` x `width` pixels into a frame whose border is already there. */
function fillFrame(
  image: usize, height: i32, width: i32, pixelBytes: usize,
  frame: usize, frameHeight: i32, frameWidth: i32, top: i32, left: i32,
): void {
  const rowBytes = max(0, min(width, frameWidth - left)) * pixelBytes;
  const rows = min(height, frameHeight - top);
  for (let y = 0; y < rows; y++) {
    memory.copy(frame + ((top + y) * frameWidth + left) * pixelBytes, image + y * width * pixelBytes, rowBytes);
  }
}

/** Copies `count` images into frames, one after the other, whose borders are already there. */
export function fillFrames(
  count: i32, images: usize, height: i32, width: i32, pixelBytes: usize,
  frames: usize, frameHeight: i32, frameWidth: i32, top: i32, left: i32,
): void {
  for (; count > 0; count--) {
    fillFrame(images, height, width, pixelBytes, frames, frameHeight, frameWidth, top, left);
    images += height * width * pixelBytes;
    frames += frameHeight * frameWidth * pixelBytes;
  }
}
