import type { Dataset, ImageSet } from '#engine/data/dataset.ts';
import { Random } from '#engine/random.ts';

/**
 * Images that can be told apart: class k has a bright bar whose place follows from k, over noise. For tests of
 * training that need no real data.
 */
export function bars(train: number, test: number, numClasses = 10, side = 28): Dataset {
  const random = new Random(20);
  const set = (count: number): ImageSet => {
    const pixels = Uint8Array.from({ length: count * side * side }, () => random.below(80));
    const labels = Uint8Array.from({ length: count }, (_, i) => i % numClasses);
    labels.forEach((label, i) => {
      const top = 2 + Math.floor((label * (side - 6)) / numClasses);
      for (let y = top; y < top + 3; y++) {
        for (let x = 4; x < side - 4; x++) pixels[i * side * side + y * side + x] = 180 + random.below(76);
      }
    });
    return { count, height: side, width: side, channels: 1, pixels, labels };
  };
  const classNames = Array.from({ length: numClasses }, (_, i) => String(i));
  return { id: 'digits', classNames, train: set(train), test: set(test) };
}
