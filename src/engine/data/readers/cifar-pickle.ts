import type { TreeFile } from '#engine/data/file-tree.ts';
import { type PickleGlobal, type PickleValue, readPickle } from '#engine/data/pickle/pickle.ts';
import { PickleMismatch } from '#engine/data/pickle/pickle-bytes.ts';
import { EngineFailure } from '#engine/engine-failure.ts';

/** An array of NumPy's, of bytes: what its pickle makes it. */
class PickledArray {
  bytes: Uint8Array = new Uint8Array(0);
  count = 0;

  /** Version, shape, type, whether in Fortran's order, and the bytes. */
  setState(state: PickleValue): void {
    const [, shape, type, isFortran, bytes] = Array.isArray(state) ? state : [];
    const isShape = Array.isArray(shape) && shape.every((side) => Number.isInteger(side) && side >= 0);
    if (!isShape || !(type instanceof PickledType) || isFortran === true) throw new PickleMismatch();
    const raw = typeof bytes === 'string' ? latin1Bytes(bytes) : bytes;
    const size = (shape as number[]).reduce((product, side) => product * side, 1);
    if (!(raw instanceof Uint8Array) || raw.length !== size) throw new PickleMismatch();
    this.bytes = raw;
    this.count = shape[0] ?? 0;
  }
}

class PickledType {
  /** Byte order and fields, which bytes do not have. */
  setState(): void {}
}

const ndarray = { name: 'numpy.ndarray' };
const reconstruct = (): PickleValue => new PickledArray();
const dtype = (name: PickleValue): PickleValue => {
  if (name !== 'u1') throw new PickleMismatch();
  return new PickledType();
};

/** All that the pickles of CIFAR name, from Python 2 and from later copies. Nothing of it runs. */
const GLOBALS: ReadonlyMap<string, PickleGlobal> = new Map<string, PickleGlobal>([
  ['numpy.core.multiarray._reconstruct', reconstruct],
  ['numpy._core.multiarray._reconstruct', reconstruct],
  ['numpy.ndarray', ndarray],
  ['numpy.dtype', dtype],
  ['_codecs.encode', (text) => (typeof text === 'string' ? latin1Bytes(text) : text)],
]);

/** Images of one file, or the names of the classes. */
export interface CifarPickle {
  /** Count x 3,072: the reds, the greens and the blues of each image. */
  readonly pixels: Uint8Array;
  readonly labels: readonly number[];
  /** Of 100 classes, or of 10. */
  readonly isFine: boolean;
  readonly classNames: readonly string[] | undefined;
}

const PIXELS = 3 * 32 * 32;

/**
 * Reads a pickle of CIFAR's Python version (Krizhevsky, "The CIFAR-10 dataset"): data alone.
 * @throws EngineFailure as `readPickle`, 'fileOfOtherKind' for one of something else.
 */
export function readCifarPickle({ path }: TreeFile, bytes: Uint8Array<ArrayBuffer>): CifarPickle {
  const { value } = readPickle(path, bytes, { globals: GLOBALS });
  const other = () => new EngineFailure('fileOfOtherKind', { file: path, kind: 'pickle' });
  if (!(value instanceof Map)) throw other();
  const dict = new Map([...value].map(([key, entry]) => [textOf(key), entry]));
  const names = dict.get('label_names') ?? dict.get('fine_label_names');
  const fine = dict.get('fine_labels');
  const labels = fine ?? dict.get('labels') ?? [];
  const data = dict.get('data');
  const classNames = Array.isArray(names) ? names.map(textOf) : undefined;
  if (data === undefined && classNames !== undefined)
    return { pixels: new Uint8Array(0), labels: [], isFine: false, classNames };
  if (!(data instanceof PickledArray) || !Array.isArray(labels)) throw other();
  if (data.bytes.length !== labels.length * PIXELS || labels.length !== data.count) throw other();
  const most = fine === undefined ? 10 : 100;
  const odd = labels.find((label) => !(Number.isInteger(label) && label >= 0 && label < most));
  if (odd !== undefined) {
    const details = { file: path, expected: `0 - ${most - 1}`, found: String(odd) };
    throw new EngineFailure('fileLabelOutOfRange', details);
  }
  return { pixels: data.bytes, labels, isFine: fine !== undefined, classNames };
}

const latin1Bytes = (text: string): Uint8Array => Uint8Array.from(text, (one) => one.charCodeAt(0));

/** Python 2's strings are bytes to Python 3. */
function textOf(value: unknown): string {
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  return typeof value === 'string' ? value : '';
}
