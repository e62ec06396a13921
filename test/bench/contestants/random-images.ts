import type { NetTask } from '#test/bench/task.ts';

/** One batch of noise: bytes in NHWC, and every class in turn. The same for every contestant in JavaScript. */
export function randomImages({ batchSize, inputShape, numClasses }: NetTask) {
  const size = inputShape[0] * inputShape[1] * inputShape[2];
  const pixels = new Uint8Array(batchSize * size);
  // A linear congruential generator (Numerical Recipes).
  let state = 1;
  for (let i = 0; i < pixels.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    pixels[i] = state >>> 24;
  }
  const labels = Uint8Array.from({ length: batchSize }, (_, i) => i % numClasses);
  return { count: batchSize, pixels, labels };
}
