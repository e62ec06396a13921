import { EngineFailure } from '#engine/engine-failure.ts';
import { Random } from '#engine/random.ts';
import type { ImageBatch, ImageChanges } from '#protocol/data.ts';
import { augmentInto } from './augmentation.ts';
import { bytesPerImage, type ImageSet } from './image-set.ts';

/**
 * The images at `indices` as bytes to show, changed at random where `changes` says so.
 * @throws EngineFailure 'imageInvalid' for an index that the set does not have.
 */
export async function readImages(
  set: ImageSet,
  indices: readonly number[],
  changes?: ImageChanges,
): Promise<ImageBatch> {
  const { count, height, width, channels } = set;
  const outside = indices.find((index) => !(Number.isInteger(index) && index >= 0 && index < count));
  if (outside !== undefined) throw new EngineFailure('imageInvalid', { index: outside, count });
  const pixels = new Uint8Array(indices.length * bytesPerImage(set));
  await set.read(Uint32Array.from(indices), pixels);
  const labels = Uint16Array.from(indices, (index) => set.labels[index]!);
  return { height, width, channels, pixels: changed(set, pixels, changes), labels };
}

function changed(
  { height, width, channels }: ImageSet,
  pixels: Uint8Array<ArrayBuffer>,
  changes: ImageChanges | undefined,
): Uint8Array<ArrayBuffer> {
  if (!changes) return pixels;
  const count = pixels.length / (height * width * channels);
  const images = { count, height, width, channels, pixels, labels: new Uint8Array(count) };
  const result = new Uint8Array(pixels.length);
  const random = new Random(changes.seed);
  for (let slot = 0; slot < count; slot++) {
    augmentInto(result, slot, images, slot, changes.augmentation, random);
  }
  return result;
}
