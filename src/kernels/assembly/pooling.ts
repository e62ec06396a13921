import { loadUpTo4, storeUpTo4 } from './lanes';

// Gradients of pooling. The general ones add into dx, which starts as zeros: windows may overlap.

// @ts-ignore: decorator
@inline
function addAt(place: usize, amount: f32): void {
  store<f32>(place, load<f32>(place) + amount);
}

/**
 * Images `first` up to `end` of dx [batch, height, width, channels]: the gradient dy [batch, outHeight, outWidth,
 * channels] of each window goes to its first largest input, as tfjs's CPU backend has it.
 */
export function maxPoolGradient(
  x: usize, dy: usize, dx: usize,
  height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  filterHeight: i32, filterWidth: i32, strideHeight: i32, strideWidth: i32, top: i32, left: i32,
  first: i32, end: i32,
): void {
  const pixelBytes = (<usize>channels) << 2;
  const rowBytes = width * pixelBytes;
  const imageBytes = height * rowBytes;
  const vectorBytes = (<usize>(channels & ~3)) << 2;
  x += first * imageBytes;
  dx += first * imageBytes;
  dy += first * outHeight * outWidth * pixelBytes;
  const isQuartering = filterHeight == 2 && filterWidth == 2 && strideHeight == 2 && strideWidth == 2
    && top == 0 && left == 0 && 2 * outHeight <= height && 2 * outWidth <= width;
  if (isQuartering) {
    quarteredMaxGradient(x, dy, dx, height, width, channels, outHeight, outWidth, end - first);
    return;
  }
  memory.fill(dx, 0, (end - first) * imageBytes);
  for (let image = first; image < end; image++) {
    for (let outY = 0; outY < outHeight; outY++) {
      const startY = max(0, outY * strideHeight - top);
      const endY = min(height, outY * strideHeight - top + filterHeight);
      for (let outX = 0; outX < outWidth; outX++) {
        const startX = max(0, outX * strideWidth - left);
        const endX = min(width, outX * strideWidth - left + filterWidth);
        if (startY >= endY || startX >= endX) {
          // The window covers padding alone, and 'start' would lie outside the image.
          dy += pixelBytes;
          continue;
        }
        const start = startY * rowBytes + startX * pixelBytes;
        let channel: usize = 0;
        for (; channel < vectorBytes; channel += 16) {
          let largest = f32x4.splat(-Infinity);
          let place = i32x4.splat(-1);
          for (let y = startY; y < endY; y++) {
            let offset = y * rowBytes + startX * pixelBytes;
            for (let xx = startX; xx < endX; xx++) {
              const value = v128.load(x + offset + channel);
              place = v128.bitselect(i32x4.splat(<i32>offset), place, f32x4.gt(value, largest));
              largest = f32x4.pmax(largest, value);
              offset += pixelBytes;
            }
          }
          // A window with no largest value adds 0, to its first pixel.
          const gradient = v128.and(v128.load(dy + channel), i32x4.ne(place, i32x4.splat(-1)));
          place = i32x4.max_s(place, i32x4.splat(<i32>start));
          const to = dx + channel;
          addAt(to + <usize>i32x4.extract_lane(place, 0), f32x4.extract_lane(gradient, 0));
          addAt(to + <usize>i32x4.extract_lane(place, 1) + 4, f32x4.extract_lane(gradient, 1));
          addAt(to + <usize>i32x4.extract_lane(place, 2) + 8, f32x4.extract_lane(gradient, 2));
          addAt(to + <usize>i32x4.extract_lane(place, 3) + 12, f32x4.extract_lane(gradient, 3));
        }
        for (; channel < pixelBytes; channel += 4) {
          let largest: f32 = -Infinity;
          let chosen: usize = 0;
          for (let y = startY; y < endY; y++) {
            for (let xx = startX; xx < endX; xx++) {
              const offset = y * rowBytes + xx * pixelBytes + channel;
              const value = load<f32>(x + offset);
              if (value > largest) {
                largest = value;
                chosen = dx + offset;
              }
            }
          }
          if (chosen) store<f32>(chosen, load<f32>(chosen) + load<f32>(dy + channel));
        }
        dy += pixelBytes;
      }
    }
    x += imageBytes;
    dx += imageBytes;
  }
}

/** The same for windows of 2 x 2 that neither overlap nor reach beyond the image: it writes, and need not add. */
function quarteredMaxGradient(
  x: usize, dy: usize, dx: usize, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32, images: i32,
): void {
  const pixelBytes = (<usize>channels) << 2;
  const rowBytes = width * pixelBytes;
  const unreachedRight = (width - 2 * outWidth) * pixelBytes;
  const unreachedBelow = (height - 2 * outHeight) * rowBytes;
  const lowest = f32x4.splat(-Infinity);
  for (; images > 0; images--) {
    for (let y = 0; y < outHeight; y++) {
      for (let column = 0; column < outWidth; column++) {
        let right = x + pixelBytes, toRight = dx + pixelBytes;
        for (let count = channels; count > 0; count -= 4) {
          const x00 = loadUpTo4(x, count), x01 = loadUpTo4(right, count);
          const x10 = loadUpTo4(x + rowBytes, count), x11 = loadUpTo4(right + rowBytes, count);
          const largest = f32x4.pmax(lowest, x00), upper = f32x4.pmax(largest, x01);
          const is11 = f32x4.gt(x11, f32x4.pmax(upper, x10));
          const is10 = v128.andnot(f32x4.gt(x10, upper), is11);
          const isLower = v128.or(is10, is11);
          const is01 = v128.andnot(f32x4.gt(x01, largest), isLower);
          const is00 = v128.andnot(f32x4.gt(x00, lowest), v128.or(is01, isLower));
          const gradient = loadUpTo4(dy, count);
          storeUpTo4(dx, v128.and(gradient, is00), count);
          storeUpTo4(toRight, v128.and(gradient, is01), count);
          storeUpTo4(dx + rowBytes, v128.and(gradient, is10), count);
          storeUpTo4(toRight + rowBytes, v128.and(gradient, is11), count);
          const step = (<usize>min(4, count)) << 2;
          x += step;
          right += step;
          dx += step;
          toRight += step;
          dy += step;
        }
        x = right;
        dx = toRight;
      }
      memory.fill(dx, 0, unreachedRight);
      memory.fill(dx + rowBytes, 0, unreachedRight);
      x += unreachedRight + rowBytes;
      dx += unreachedRight + rowBytes;
    }
    memory.fill(dx, 0, unreachedBelow);
    x += unreachedBelow;
    dx += unreachedBelow;
  }
}

/**
 * Images `first` up to `end` of dx [batch, height, width, channels]: the gradient dy of each window spread evenly over
 * the pixels it covers. Padding does not count, since the means of tfjs leave it out. tfjs's own gradient divides by
 * the whole window, so it is not the gradient of these means.
 */
export function averagePoolGradient(
  dy: usize, dx: usize,
  height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  filterHeight: i32, filterWidth: i32, strideHeight: i32, strideWidth: i32, top: i32, left: i32,
  first: i32, end: i32,
): void {
  const pixelBytes = (<usize>channels) << 2;
  const rowBytes = width * pixelBytes;
  const imageBytes = height * rowBytes;
  const vectorBytes = (<usize>(channels & ~3)) << 2;
  dx += first * imageBytes;
  dy += first * outHeight * outWidth * pixelBytes;
  memory.fill(dx, 0, (end - first) * imageBytes);
  for (let image = first; image < end; image++) {
    for (let outY = 0; outY < outHeight; outY++) {
      const startY = max(0, outY * strideHeight - top);
      const endY = min(height, outY * strideHeight - top + filterHeight);
      for (let outX = 0; outX < outWidth; outX++) {
        const startX = max(0, outX * strideWidth - left);
        const endX = min(width, outX * strideWidth - left + filterWidth);
        const share: f32 = 1 / <f32>((endY - startY) * (endX - startX));
        for (let y = startY; y < endY; y++) {
          for (let x = startX; x < endX; x++) {
            const to = dx + y * rowBytes + x * pixelBytes;
            let channel: usize = 0;
            for (; channel < vectorBytes; channel += 16) {
              const gradient = f32x4.mul(v128.load(dy + channel), f32x4.splat(share));
              v128.store(to + channel, f32x4.add(v128.load(to + channel), gradient));
            }
            for (; channel < pixelBytes; channel += 4) {
              store<f32>(to + channel, load<f32>(to + channel) + load<f32>(dy + channel) * share);
            }
          }
        }
        dy += pixelBytes;
      }
    }
    dx += imageBytes;
  }
}
