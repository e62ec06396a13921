import { type Dataset, type ImageShape, MemoryImages } from '#engine/data/image-set.ts';
import { Random } from '#engine/random.ts';

/**
 * Images that can be told apart: class k has a bright bar whose place follows from k, over noise. For tests of
 * training that need no real data.
 */
export function bars(train: number, test: number, numClasses = 10, side = 28): Dataset {
  const random = new Random(20);
  const set = (count: number): MemoryImages => {
    const pixels = Uint8Array.from({ length: count * side * side }, () => random.below(80));
    const labels = Uint16Array.from({ length: count }, (_, i) => i % numClasses);
    labels.forEach((label, i) => {
      const top = 2 + Math.floor((label * (side - 6)) / numClasses);
      for (let y = top; y < top + 3; y++) {
        for (let x = 4; x < side - 4; x++) pixels[i * side * side + y * side + x] = 180 + random.below(76);
      }
    });
    return new MemoryImages({ height: side, width: side, channels: 1 }, pixels, labels);
  };
  return datasetOf(set(train), set(test), numClasses);
}

/** A data set of images that the test has made, normalised by the figures of its training split's pixels. */
export function datasetOf(train: MemoryImages, test: MemoryImages, numClasses: number): Dataset {
  return {
    config: { id: 'digits' },
    classNames: Array.from({ length: numClasses }, (_, i) => String(i)),
    train,
    test,
    normalisation: normalisationOf(train, train.pixels),
  };
}

function normalisationOf({ channels }: ImageShape, pixels: Uint8Array): Dataset['normalisation'] {
  const of = Array.from({ length: channels }, (_, channel) => {
    const values = pixels.filter((_, i) => i % channels === channel);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    return { mean: mean / 255, deviation: Math.sqrt(variance) / 255 };
  });
  return { mean: of.map(({ mean }) => mean), deviation: of.map(({ deviation }) => deviation) };
}
