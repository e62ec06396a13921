import { resemblesCifar } from './readers/cifar.ts';

/** Kinds of files that people take for a data set; the page has a word on each. */
export type FileKind =
  | 'zip'
  | 'tar'
  | 'sevenZip'
  | 'rar'
  | 'bzip2'
  | 'xz'
  | 'zstd'
  | 'jpeg'
  | 'png'
  | 'gif'
  | 'webp'
  | 'bmp'
  | 'avif'
  | 'tiff'
  | 'pdf'
  | 'hdf5'
  | 'npy'
  | 'parquet'
  | 'matlab'
  | 'safetensors'
  | 'pickle'
  | 'cifar'
  | 'html'
  | 'json'
  | 'csv'
  | 'text';

/** First bytes, as characters of Latin-1, and where they stand. */
const SIGNATURES: readonly (readonly [kind: FileKind, start: string, offset?: number])[] = [
  ['zip', 'PK\x03\x04'],
  ['zip', 'PK\x05\x06'],
  ['tar', 'ustar', 257],
  ['sevenZip', '7z\xbc\xaf\x27\x1c'],
  ['rar', 'Rar!\x1a\x07'],
  ['bzip2', 'BZh'],
  ['xz', '\xfd7zXZ\0'],
  ['zstd', '\x28\xb5\x2f\xfd'],
  ['jpeg', '\xff\xd8\xff'],
  ['png', '\x89PNG\r\n\x1a\n'],
  ['gif', 'GIF8'],
  ['webp', 'WEBP', 8],
  ['avif', 'ftypavif', 4],
  ['avif', 'ftypavis', 4],
  ['tiff', 'II*\0'],
  ['tiff', 'MM\0*'],
  ['pdf', '%PDF-'],
  ['hdf5', '\x89HDF\r\n\x1a\n'],
  ['npy', '\x93NUMPY'],
  ['parquet', 'PAR1'],
  ['matlab', 'MATLAB 5.0'],
];

/**
 * What a file is by its content, whatever its name says; undefined for what is not known.
 * @param head its first bytes; some kinds show within 512 only.
 * @param sizeBytes of the whole file, where it is known.
 */
export function recogniseFile(head: Uint8Array, sizeBytes: number | undefined): FileKind | undefined {
  const signature = SIGNATURES.find(([, start, offset = 0]) => latin1(head, offset, start.length) === start);
  if (signature) return signature[0];
  if (isBitmap(head, sizeBytes)) return 'bmp';
  if (isSafetensors(head, sizeBytes)) return 'safetensors';
  if (isPickle(head)) return 'pickle';
  if (resemblesCifar(head, sizeBytes)) return 'cifar';
  return kindOfText(head);
}

function latin1(bytes: Uint8Array, offset: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + length));
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Two letters are too few to go by: the size in the header must be right, too. */
function isBitmap(head: Uint8Array, sizeBytes: number | undefined): boolean {
  return head.length >= 6 && latin1(head, 0, 2) === 'BM' && viewOf(head).getUint32(2, true) === sizeBytes;
}

/** The length of a JSON header in 8 bytes, then that header, within the file. */
function isSafetensors(head: Uint8Array, sizeBytes = Number.POSITIVE_INFINITY): boolean {
  if (head.length < 9 || head[8] !== 0x7b) return false;
  const headerBytes = viewOf(head).getBigUint64(0, true);
  return headerBytes >= 2n && headerBytes <= 100_000_000n && 8 + Number(headerBytes) <= sizeBytes;
}

/** Protocols 2 to 5, then what each begins an object with: a frame, or the mark, memo or type of its first value. */
function isPickle(head: Uint8Array): boolean {
  const [start, protocol = 0] = head;
  return (
    start === 0x80 && protocol >= 2 && protocol <= 5 && '\x95}]()cX\x8a\x8cKMJU'.includes(latin1(head, 2, 1))
  );
}

/** How much of a text is looked at. */
const TEXT_BYTES = 512;
/** Tab, the line ends, vertical tab and form feed. */
const TEXT_CONTROLS = [0x09, 0x0a, 0x0b, 0x0c, 0x0d];

function kindOfText(head: Uint8Array): FileKind | undefined {
  const start = head.subarray(0, TEXT_BYTES);
  // A character of several bytes may be cut at the end: 'stream' leaves it out.
  const text = decoded(start)?.trimStart();
  if (!text) return undefined;
  if (/^<(!doctype|html|head|body|\?xml)/i.test(text)) return 'html';
  if (/^(\{\s*"|\[\s*[[{"\d-])/.test(text)) return 'json';
  const separators = (line: string) => line.match(/[,;\t]/g)?.length ?? 0;
  const [first = '', second] = text.split(/\r?\n/);
  if (second !== undefined && separators(first) > 0 && separators(second) > 0) return 'csv';
  return 'text';
}

/** Undefined for what is no UTF-8 text, or has control characters that no text has. */
function decoded(bytes: Uint8Array): string | undefined {
  if (bytes.some((byte) => byte < 0x20 && !TEXT_CONTROLS.includes(byte))) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
  } catch (thrown) {
    if (thrown instanceof TypeError) return undefined;
    throw thrown;
  }
}
