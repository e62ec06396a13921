import type { HostBatch } from '#engine/data/batch-stream.ts';
import { bytesPerImage, type ImageSet } from '#engine/data/image-set.ts';
import { type DeviceBatch, upload } from '#engine/training/device-batch.ts';
import type { Run } from '#engine/training/run.ts';

/** The images at `indices` of a set that lies in memory, at once. */
export function hostBatch(set: ImageSet, indices: Uint32Array): HostBatch {
  const pixels = new Uint8Array(indices.length * bytesPerImage(set));
  void set.read(indices, pixels);
  return {
    count: indices.length,
    pixels,
    labels: Int32Array.from(indices, (index) => set.labels[index]!),
  };
}

/** Training images of a run on the device: those at `indices`, or all of them. */
export function trainingBatch(run: Run, indices = run.split('train').indices): DeviceBatch {
  const { train, normalisation } = run.dataset;
  return upload(hostBatch(train, indices), train, normalisation);
}
