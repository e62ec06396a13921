/** No more threads than this can share the gradient of a filter. */
const MOST_PARTIAL_SUMS = 8;
const PIXELS_PER_PARTIAL_SUM = 256;

/**
 * How many partial sums, each over some of the images, make up a filter's gradient on WASM; 1 where it is not divided.
 * The number follows from the shape alone, so the gradient does not depend on the number of threads. Each sum costs a
 * pass over the filter, which must be little next to the sum's own work.
 */
export function partialSumsOfFilterGradient(batchSize: number, outputPixels: number): number {
  const most = Math.min(MOST_PARTIAL_SUMS, batchSize, (batchSize * outputPixels) / PIXELS_PER_PARTIAL_SUM);
  // A power of two, so that two, four or eight threads have equal shares.
  return most < 2 ? 1 : 2 ** Math.floor(Math.log2(most));
}
