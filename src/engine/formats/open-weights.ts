import { EngineFailure } from '#engine/engine-failure.ts';
import type { WeightsFormat } from '#protocol/loaded-weights.ts';
import { isLegacyPyTorch, openLegacyPyTorch, openPyTorchZip } from './pytorch-file.ts';
import { isSafetensors, openSafetensors } from './safetensors.ts';
import type { StoredTensor } from './tensors.ts';

export interface OpenedWeights {
  readonly format: WeightsFormat;
  readonly tensors: readonly StoredTensor[];
}

const HEAD_BYTES = 64;

/**
 * The tensors of a file of weights, recognised by its content; none of them is read yet.
 * @throws EngineFailure 'weightsMissing' for a file that is of none of the formats; as the readers do.
 */
export async function openWeights(file: string, blob: Blob): Promise<OpenedWeights> {
  const head = new Uint8Array(await blob.slice(0, HEAD_BYTES).arrayBuffer());
  if (isSafetensors(head, blob.size)) {
    const { tensors } = await openSafetensors(file, blob);
    return { format: 'safetensors', tensors };
  }
  if (isLegacyPyTorch(head)) return { format: 'pytorch', tensors: await openLegacyPyTorch(file, blob) };
  if (String.fromCharCode(...head.subarray(0, 4)) === 'PK\x03\x04') {
    return { format: 'pytorch', tensors: await openPyTorchZip(file, blob) };
  }
  throw new EngineFailure('weightsMissing', { file });
}
