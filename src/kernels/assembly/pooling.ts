// Gradients of pooling. Both add into dx, which starts as zeros: windows may overlap.

/**
 * dx [batch, height, width, channels]: the gradient dy [batch, outHeight, outWidth, channels] of each
 * window goes to its first largest input, as tfjs's CPU backend has it.
 */
export function maxPoolGradient(
  x: usize, dy: usize, dx: usize,
  batch: i32, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  filterHeight: i32, filterWidth: i32, strideHeight: i32, strideWidth: i32, top: i32, left: i32,
): void {
  const pixelBytes = (<usize>channels) << 2;
  const rowBytes = width * pixelBytes;
  const imageBytes = height * rowBytes;
  const vectorBytes = (<usize>(channels & ~3)) << 2;
  memory.fill(dx, 0, batch * imageBytes);
  for (let image = 0; image < batch; image++) {
    for (let outY = 0; outY < outHeight; outY++) {
      const startY = max(0, outY * strideHeight - top);
      const endY = min(height, outY * strideHeight - top + filterHeight);
      for (let outX = 0; outX < outWidth; outX++) {
        const startX = max(0, outX * strideWidth - left);
        const endX = min(width, outX * strideWidth - left + filterWidth);
        let channel: usize = 0;
        for (; channel < vectorBytes; channel += 16) {
          let largest = f32x4.splat(-Infinity);
          let position = i32x4.splat(-1);
          for (let y = startY; y < endY; y++) {
            for (let xx = startX; xx < endX; xx++) {
              const value = v128.load(x + y * rowBytes + xx * pixelBytes + channel);
              const larger = f32x4.gt(value, largest);
              largest = v128.bitselect(value, largest, larger);
              position = v128.bitselect(i32x4.splat(y * width + xx), position, larger);
            }
          }
          const gradient = v128.load(dy + channel);
          for (let y = startY; y < endY; y++) {
            for (let xx = startX; xx < endX; xx++) {
              const to = dx + y * rowBytes + xx * pixelBytes + channel;
              const chosen = i32x4.eq(i32x4.splat(y * width + xx), position);
              v128.store(to, f32x4.add(v128.load(to), v128.and(chosen, gradient)));
            }
          }
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

/**
 * dx [batch, height, width, channels]: the gradient dy of each window spread evenly over the window's full
 * size, padding included, as tfjs's CPU backend has it.
 */
export function averagePoolGradient(
  dy: usize, dx: usize,
  batch: i32, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  filterHeight: i32, filterWidth: i32, strideHeight: i32, strideWidth: i32, top: i32, left: i32,
): void {
  const pixelBytes = (<usize>channels) << 2;
  const rowBytes = width * pixelBytes;
  const imageBytes = height * rowBytes;
  const vectorBytes = (<usize>(channels & ~3)) << 2;
  const share: f32 = 1 / <f32>(filterHeight * filterWidth);
  memory.fill(dx, 0, batch * imageBytes);
  for (let image = 0; image < batch; image++) {
    for (let outY = 0; outY < outHeight; outY++) {
      const startY = max(0, outY * strideHeight - top);
      const endY = min(height, outY * strideHeight - top + filterHeight);
      for (let outX = 0; outX < outWidth; outX++) {
        const startX = max(0, outX * strideWidth - left);
        const endX = min(width, outX * strideWidth - left + filterWidth);
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
