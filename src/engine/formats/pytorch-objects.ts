import {
  type PickleGlobal,
  type PickleValue,
  type ReadPickle,
  readPickle,
} from '#engine/data/pickle/pickle.ts';
import { PickleMismatch } from '#engine/data/pickle/pickle-bytes.ts';
import { countOf, type TensorType } from './tensors.ts';

/** Memory that one or more tensors of a file lie in. */
export class PyTorchStorage {
  readonly type: TensorType;
  readonly key: string;
  /** Numbers in it, not bytes. */
  readonly count: number;
  /** Files before 0.4 may name a part of it: these numbers. */
  readonly part: { readonly start: number; readonly count: number };

  constructor(type: TensorType, key: string, count: number, part: PyTorchStorage['part']) {
    this.type = type;
    this.key = key;
    this.count = count;
    this.part = part;
  }
}

/** A tensor as a pickle describes it: a view on a storage. Offsets and strides are counted in numbers. */
export class PyTorchTensor {
  readonly storage: PyTorchStorage;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];

  constructor(storage: PyTorchStorage, offset: number, shape: readonly number[], strides: readonly number[]) {
    this.storage = storage;
    this.offset = offset;
    this.shape = shape;
    this.strides = strides;
  }

  /** One more than the greatest index of its storage's part that it reads. */
  get end(): number {
    if (countOf(this.shape) === 0) return this.offset;
    const last = this.shape.reduce((sum, size, axis) => sum + (size - 1) * (this.strides[axis] ?? 0), 0);
    return this.offset + last + 1;
  }
}

const STORAGES: Readonly<Record<string, TensorType>> = {
  FloatStorage: 'F32',
  DoubleStorage: 'F64',
  HalfStorage: 'F16',
  BFloat16Storage: 'BF16',
  LongStorage: 'I64',
  IntStorage: 'I32',
  ShortStorage: 'I16',
  CharStorage: 'I8',
  ByteStorage: 'U8',
  BoolStorage: 'BOOL',
};

/** PyTorch has no more axes than these. */
const MOST_AXES = 64;

/** All that a state dict of PyTorch names: torch/_utils.py and torch/serialization.py, versions 0.1.10 to 2. */
const GLOBALS: ReadonlyMap<string, PickleGlobal> = new Map<string, PickleGlobal>([
  ['collections.OrderedDict', orderedDict],
  ['torch._utils._rebuild_tensor', rebuildTensor],
  ['torch._utils._rebuild_tensor_v2', rebuildTensor],
  ['torch._utils._rebuild_parameter', rebuildParameter],
  ...Object.entries(STORAGES).map(([name, type]) => [`torch.${name}`, { type }] as const),
]);

export interface PyTorchPickle extends ReadPickle {
  /** All that are named in it, by key. */
  readonly storages: ReadonlyMap<string, PyTorchStorage>;
}

/** Reads one pickle of a file of PyTorch's; its tensors are PyTorchTensors. @throws EngineFailure as `readPickle`. */
export function readPyTorchPickle(file: string, bytes: Uint8Array<ArrayBuffer>, start = 0): PyTorchPickle {
  const storages = new Map<string, PyTorchStorage>();
  const persistent = (id: PickleValue) => {
    const storage = storageOf(id);
    const { type, count } = storages.get(storage.key) ?? storage;
    if (type !== storage.type || count !== storage.count) throw new PickleMismatch();
    storages.set(storage.key, storage);
    return storage;
  };
  return { ...readPickle(file, bytes, { globals: GLOBALS, persistent }, start), storages };
}

function orderedDict(...args: readonly PickleValue[]): PickleValue {
  const [pairs = []] = args;
  if (!Array.isArray(pairs) || !pairs.every((pair) => Array.isArray(pair) && pair.length === 2)) {
    throw new PickleMismatch();
  }
  return new Map(pairs as readonly (readonly [unknown, unknown])[]);
}

/** What else it is given, such as whether it wants gradients, is no part of a weight. */
function rebuildTensor(...args: readonly PickleValue[]): PickleValue {
  const [storage, offset, shape, strides] = args;
  if (!(storage instanceof PyTorchStorage) || !isCount(offset)) throw new PickleMismatch();
  if (!areCounts(shape) || !areCounts(strides) || shape.length !== strides.length) throw new PickleMismatch();
  const tensor = new PyTorchTensor(storage, offset, shape, strides);
  // A stride of 0 repeats numbers: such a tensor could be far larger than its file.
  const { count } = storage.part;
  if (!(countOf(shape) <= count && tensor.end <= count)) throw new PickleMismatch();
  return tensor;
}

function rebuildParameter(...args: readonly PickleValue[]): PickleValue {
  const [tensor] = args;
  if (!(tensor instanceof PyTorchTensor)) throw new PickleMismatch();
  return tensor;
}

/** ('storage', type, key, device, count), and in old files the place of a part in its whole. */
function storageOf(id: PickleValue): PyTorchStorage {
  if (!Array.isArray(id)) throw new PickleMismatch();
  const [word, kind, key, , count, part = null] = id as readonly PickleValue[];
  const type =
    typeof kind === 'object' && kind !== null && 'type' in kind ? (kind.type as TensorType) : undefined;
  if (word !== 'storage' || type === undefined || typeof key !== 'string' || !isCount(count)) {
    throw new PickleMismatch();
  }
  if (part === null) return new PyTorchStorage(type, key, count, { start: 0, count });
  const [, start, size] = Array.isArray(part) ? (part as readonly PickleValue[]) : [];
  if (!isCount(start) || !isCount(size) || start + size > count) throw new PickleMismatch();
  return new PyTorchStorage(type, key, count, { start, count: size });
}

function isCount(value: PickleValue): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function areCounts(values: PickleValue): values is readonly number[] {
  return Array.isArray(values) && values.length <= MOST_AXES && values.every(isCount);
}
