import { type Dataset, MemoryImages } from '#engine/data/image-set.ts';
import { datasetOf } from '#test/engine/bars.ts';
import { imageValues, labelValues } from '#test/engine/model/against-pytorch-formula.ts';

const CLASSES = 10;

/** How many images of which side and how many channels a reference run has. */
export interface ReferenceImages {
  readonly train: number;
  readonly test: number;
  readonly side: number;
  readonly channels: number;
}

/** The images of test/reference/training/images.py. */
export function referenceImages({ train, test, side, channels }: ReferenceImages): Dataset {
  const draw = (name: string, count: number): MemoryImages => {
    const labels = Uint16Array.from(labelValues(count, CLASSES));
    // The upper six bits of the formula's words: noise below 64.
    const noise = imageValues(count * side * side * channels, name);
    const pixels = Uint8Array.from(noise, (value) => Math.floor((value + 1) * 32));
    for (const [image, label] of labels.entries()) {
      const top = 2 + Math.floor((label * (side - 6)) / CLASSES);
      for (let y = top; y < top + 3; y++) {
        for (let x = 3; x < 12 + label; x++) {
          pixels[((image * side + y) * side + x) * channels + (label % channels)]! += 180;
        }
      }
    }
    return new MemoryImages({ height: side, width: side, channels }, pixels, labels);
  };
  return datasetOf(draw('train', train), draw('test', test), CLASSES);
}
