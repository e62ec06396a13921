import { EngineFailure } from '#engine/engine-failure.ts';
import type { WeightValues } from '#engine/model/named-weights.ts';
import { sha256 } from '#engine/sha256.ts';
import type { Checkpoint } from './checkpoint.ts';

/*
 * A checkpoint as one file, little-endian:
 *
 *   8 bytes   'ZOO-CKPT'
 *   uint32    version
 *   uint32    length of the head in bytes, a multiple of 4
 *   64 bytes  SHA-256 of all that follows, in hexadecimal
 *   head      JSON: step, elapsedMs, sums, and names and lengths of the tensors; padded with spaces
 *   tensors   float32, one after the other in the order of the head
 */

const MAGIC = 'ZOO-CKPT';
const VERSION = 1;
const VERSION_AT = 8;
const HEAD_BYTES_AT = 12;
const DIGEST_AT = 16;
const HEAD_AT = DIGEST_AT + 64;

type Lengths = readonly (readonly [name: string, length: number])[];

interface Head extends Omit<Checkpoint, 'weights' | 'slots'> {
  readonly weights: Lengths;
  readonly slots: Lengths;
}

/** How the head of each version that was ever written is read. */
const HEADS: Readonly<Record<number, (json: unknown) => Head | undefined>> = { 1: readHead1 };

export async function encodeCheckpoint(checkpoint: Checkpoint): Promise<Uint8Array<ArrayBuffer>> {
  const { weights, slots, ...progress } = checkpoint;
  const head: Head = { ...progress, weights: lengthsOf(weights), slots: lengthsOf(slots) };
  const text = new TextEncoder().encode(JSON.stringify(head));
  const headBytes = Math.ceil(text.length / 4) * 4;
  const tensors = [...weights.values(), ...slots.values()];
  const count = tensors.reduce((sum, { length }) => sum + length, 0);
  const bytes = new Uint8Array(HEAD_AT + headBytes + 4 * count);
  bytes.set(new TextEncoder().encode(MAGIC));
  const view = new DataView(bytes.buffer);
  view.setUint32(VERSION_AT, VERSION, true);
  view.setUint32(HEAD_BYTES_AT, headBytes, true);
  bytes.fill(0x20, HEAD_AT, HEAD_AT + headBytes).set(text, HEAD_AT);
  let start = HEAD_AT + headBytes;
  for (const tensor of tensors) {
    new Float32Array(bytes.buffer, start, tensor.length).set(tensor);
    start += 4 * tensor.length;
  }
  bytes.set(new TextEncoder().encode(await sha256(bytes.subarray(HEAD_AT))), DIGEST_AT);
  return bytes;
}

/**
 * @throws EngineFailure for bytes that are no whole checkpoint: fileWrongMagic, fileTruncated, fileTrailingBytes,
 * fileUnreadable; fileTooNew for one of a later version of this program. `file` names it there.
 */
export async function decodeCheckpoint(bytes: Uint8Array<ArrayBuffer>, file: string): Promise<Checkpoint> {
  if (bytes.length < HEAD_AT) throw truncated(file, HEAD_AT, bytes.length);
  const magic = new TextDecoder('latin1').decode(bytes.subarray(0, VERSION_AT));
  if (magic !== MAGIC) throw new EngineFailure('fileWrongMagic', { file, expected: MAGIC, found: magic });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = view.getUint32(VERSION_AT, true);
  const readHead = HEADS[version];
  if (readHead === undefined) {
    throw new EngineFailure('fileTooNew', { file, expected: VERSION, found: version });
  }
  const tensorsAt = HEAD_AT + view.getUint32(HEAD_BYTES_AT, true);
  if (tensorsAt > bytes.length) throw truncated(file, tensorsAt, bytes.length);
  const head = readHead(parse(bytes.subarray(HEAD_AT, tensorsAt)));
  if (head === undefined) throw new EngineFailure('fileUnreadable', { file, message: 'head' });
  const { weights, slots, ...progress } = head;
  const end = tensorsAt + 4 * [...weights, ...slots].reduce((sum, [, length]) => sum + length, 0);
  if (end > bytes.length) throw truncated(file, end, bytes.length);
  if (end < bytes.length) {
    throw new EngineFailure('fileTrailingBytes', { file, expected: end, found: bytes.length });
  }
  const digest = new TextDecoder('latin1').decode(bytes.subarray(DIGEST_AT, HEAD_AT));
  if ((await sha256(bytes.subarray(HEAD_AT))) !== digest) {
    throw new EngineFailure('fileUnreadable', { file, message: 'SHA-256' });
  }
  const read = tensorReader(bytes, tensorsAt);
  return { ...progress, weights: read(weights), slots: read(slots) };
}

function lengthsOf(values: WeightValues): Lengths {
  return [...values].map(([name, { length }]) => [name, length]);
}

/** Copies tensors one after the other: where they lie in the file is no multiple of 4 for every caller. */
function tensorReader(bytes: Uint8Array<ArrayBuffer>, start: number): (lengths: Lengths) => WeightValues {
  let next = start;
  return (lengths) =>
    new Map(
      lengths.map(([name, length]) => {
        const from = next;
        next += 4 * length;
        return [name, new Float32Array(bytes.slice(from, next).buffer)];
      }),
    );
}

function truncated(file: string, expected: number, found: number): EngineFailure {
  return new EngineFailure('fileTruncated', { file, expected, found });
}

function parse(text: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(text));
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}

/** Undefined for what no version 1 of this program has written. */
function readHead1(json: unknown): Head | undefined {
  if (!isObject(json) || !isObject(json['sums'])) return undefined;
  const { step, elapsedMs, weights, slots } = json;
  const { images, loss, errors } = json['sums'];
  if (!isCount(step) || !isAmount(elapsedMs)) return undefined;
  if (!isCount(images) || !isAmount(loss) || !isCount(errors)) return undefined;
  if (!areLengths(weights) || !areLengths(slots)) return undefined;
  return { step, elapsedMs, sums: { images, loss, errors }, weights, slots };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value < Infinity;
}

function areLengths(value: unknown): value is Lengths {
  return (
    Array.isArray(value) &&
    value.every(
      (entry) =>
        Array.isArray(entry) && entry.length === 2 && typeof entry[0] === 'string' && isCount(entry[1]),
    ) &&
    new Set(value.map(([name]) => name)).size === value.length
  );
}
