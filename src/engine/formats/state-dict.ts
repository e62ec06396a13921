import type { PickleValue } from '#engine/data/pickle/pickle.ts';
import { EngineFailure } from '#engine/engine-failure.ts';
import { PyTorchTensor } from './pytorch-objects.ts';

/** Where checkpoints keep the state dict, in the order in which programs mean it. */
const STATE_DICT_KEYS = ['state_dict', 'model_state_dict', 'model', 'net'];

/**
 * The tensors of what a file of PyTorch holds: a state dict, or a checkpoint that has one beside other things.
 * @throws EngineFailure 'weightsMissing'.
 */
export function tensorsOf(file: string, value: PickleValue): ReadonlyMap<string, PyTorchTensor> {
  const places = value instanceof Map ? [...STATE_DICT_KEYS.map((key) => value.get(key)), value] : [];
  for (const place of places) {
    const tensors = namedTensors(place);
    if (tensors.size > 0) return tensors;
  }
  throw new EngineFailure('weightsMissing', { file });
}

function namedTensors(value: PickleValue): ReadonlyMap<string, PyTorchTensor> {
  const tensors = new Map<string, PyTorchTensor>();
  if (!(value instanceof Map)) return tensors;
  for (const [name, tensor] of value) {
    if (typeof name === 'string' && tensor instanceof PyTorchTensor) tensors.set(name, tensor);
  }
  return tensors;
}
