import { openZip } from '#engine/data/archives/zip.ts';
import { EngineFailure } from '#engine/engine-failure.ts';
import {
  type PyTorchPickle,
  type PyTorchStorage,
  type PyTorchTensor,
  readPyTorchPickle,
} from './pytorch-objects.ts';
import { rowByRow } from './row-by-row.ts';
import { tensorsOf } from './state-dict.ts';
import { BYTES_PER_NUMBER, type StoredTensor } from './tensors.ts';

/*
 * What torch.save writes. Since 1.6 a zip: <folder>/data.pkl describes the tensors, <folder>/data/<key> is a storage.
 * Before, a stream: four pickles (a magic number, a version, what the computer was like, the tensors), one with the keys
 * of the storages, then each storage behind the number of its elements in 64 bits.
 */

const MAGIC_NUMBER = 0x1950a86a20f9469cfc6cn;
const LEGACY_VERSION = 1001;
/** Descriptions of a thousand tensors have 200 KB. */
const FIRST_READ_BYTES = 1024 * 1024;
const MOST_PICKLE_BYTES = 64 * 1024 * 1024;
const COUNT_BYTES = 8;

/** Reads some of the bytes of a storage. */
type StorageReader = (
  storage: PyTorchStorage,
  begin: number,
  end: number,
) => Promise<Uint8Array<ArrayBuffer>>;

/** Protocol 2 and the magic number, which every stream begins with. */
const LEGACY_HEAD = [0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];

export function isLegacyPyTorch(head: Uint8Array): boolean {
  return LEGACY_HEAD.every((byte, i) => head[i] === byte);
}

/**
 * The tensors of a zip of PyTorch's.
 * @throws EngineFailure 'pickleRefused', 'pickleDamaged', 'archiveDamaged', 'weightsDamaged'; 'weightsMissing' for
 * a zip of something else.
 */
export async function openPyTorchZip(file: string, blob: Blob): Promise<readonly StoredTensor[]> {
  const tree = await openZip(file, blob);
  const members = new Map(tree.files.map((member) => [member.path, member]));
  const [pickle] = tree.files.filter(({ path }) => /(^|\/)data\.pkl$/.test(path));
  if (pickle === undefined) throw new EngineFailure('weightsMissing', { file });
  const folder = pickle.path.slice(0, -'data.pkl'.length);
  const read = async (path: string, mostBytes: number) => {
    const member = members.get(path);
    if (member === undefined) throw new EngineFailure('weightsDamaged', { file, layer: path });
    for await (const { bytes, problem } of tree.read([member], { mostBytes })) {
      if (bytes !== undefined) return bytes;
      if (problem !== undefined) throw new EngineFailure(problem.code, { ...problem.details, file });
    }
    throw new EngineFailure('weightsDamaged', { file, layer: path });
  };
  if (members.has(`${folder}byteorder`)) {
    const order = new TextDecoder().decode(await read(`${folder}byteorder`, FIRST_READ_BYTES));
    if (order !== 'little') throw new EngineFailure('weightsDamaged', { file, layer: `byteorder ${order}` });
  }
  const { value } = readPyTorchPickle(file, await read(pickle.path, MOST_PICKLE_BYTES));
  const tensors = tensorsOf(file, value);
  for (const { storage } of tensors.values()) {
    const path = `${folder}data/${storage.key}`;
    if (members.get(path)?.sizeBytes !== bytesOf(storage))
      throw new EngineFailure('weightsDamaged', { file, layer: path });
  }
  return stored(tensors, async (storage, begin, end) =>
    (await read(`${folder}data/${storage.key}`, bytesOf(storage))).subarray(begin, end),
  );
}

/**
 * The tensors of a stream of PyTorch's.
 * @throws EngineFailure 'pickleRefused', 'pickleDamaged', 'fileTruncated', 'weightsDamaged', 'weightsMissing'.
 */
export async function openLegacyPyTorch(file: string, blob: Blob): Promise<readonly StoredTensor[]> {
  const { value, storages, keys, end } = await readLegacyPickles(file, blob);
  const places = new Map<string, number>();
  let next = end;
  for (const key of keys) {
    const storage = storages.get(key);
    if (storage === undefined) throw new EngineFailure('weightsDamaged', { file, layer: key });
    const start = next + COUNT_BYTES;
    next = start + bytesOf(storage);
    if (next > blob.size)
      throw new EngineFailure('fileTruncated', { file, expected: next, found: blob.size });
    const count = new DataView(await blob.slice(start - COUNT_BYTES, start).arrayBuffer()).getBigInt64(
      0,
      true,
    );
    if (count !== BigInt(storage.count)) throw new EngineFailure('weightsDamaged', { file, layer: key });
    places.set(key, start);
  }
  const tensors = tensorsOf(file, value);
  for (const { storage } of tensors.values()) {
    if (!places.has(storage.key)) throw new EngineFailure('weightsDamaged', { file, layer: storage.key });
  }
  return stored(tensors, async ({ key }, begin, end) => {
    const place = places.get(key) ?? 0;
    return new Uint8Array(await blob.slice(place + begin, place + end).arrayBuffer());
  });
}

interface LegacyPickles extends PyTorchPickle {
  /** Of the storages, in the order in which they follow. */
  readonly keys: readonly string[];
}

/** The five pickles, of which all but the last end somewhere in the beginning of the file: it is read no further. */
async function readLegacyPickles(file: string, blob: Blob): Promise<LegacyPickles> {
  for (let size = FIRST_READ_BYTES; ; size *= 4) {
    const bytes = new Uint8Array(await blob.slice(0, size).arrayBuffer());
    try {
      return legacyPickles(file, bytes);
    } catch (thrown) {
      const isCut = thrown instanceof EngineFailure && thrown.value.code === 'fileTruncated';
      if (!isCut || size >= Math.min(blob.size, MOST_PICKLE_BYTES)) throw thrown;
    }
  }
}

function legacyPickles(file: string, bytes: Uint8Array<ArrayBuffer>): LegacyPickles {
  const magic = readPyTorchPickle(file, bytes);
  const version = readPyTorchPickle(file, bytes, magic.end);
  const computer = readPyTorchPickle(file, bytes, version.end);
  const isLittle = computer.value instanceof Map && computer.value.get('little_endian') === true;
  if (magic.value !== MAGIC_NUMBER || version.value !== LEGACY_VERSION || !isLittle) {
    throw new EngineFailure('weightsDamaged', { file });
  }
  const described = readPyTorchPickle(file, bytes, computer.end);
  const { value: keys, end } = readPyTorchPickle(file, bytes, described.end);
  if (
    !Array.isArray(keys) ||
    !keys.every((key) => typeof key === 'string') ||
    new Set(keys).size < keys.length
  ) {
    throw new EngineFailure('weightsDamaged', { file });
  }
  return { ...described, keys, end };
}

function bytesOf({ type, count }: PyTorchStorage): number {
  return count * BYTES_PER_NUMBER[type];
}

function stored(
  tensors: ReadonlyMap<string, PyTorchTensor>,
  readStorage: StorageReader,
): readonly StoredTensor[] {
  return [...tensors].map(([name, tensor]) => {
    const { storage, shape } = tensor;
    const width = BYTES_PER_NUMBER[storage.type];
    const base = storage.part.start + tensor.offset;
    return {
      name,
      type: storage.type,
      shape,
      read: async () => {
        const end = storage.part.start + tensor.end;
        const bytes = await readStorage(storage, base * width, end * width);
        return rowByRow(bytes, width, shape, tensor.strides);
      },
    };
  });
}
