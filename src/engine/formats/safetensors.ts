import { EngineFailure } from '#engine/engine-failure.ts';
import {
  BYTES_PER_NUMBER,
  isTensorType,
  type NamedTensor,
  type StoredTensor,
  sizeInBytes,
  type TensorFacts,
} from './tensors.ts';

/*
 * safetensors (huggingface/safetensors, README, "Format"): the length of the header as 64 bits, little-endian; the
 * header, a JSON object that begins with '{' and may be padded with spaces; the tensors, one after the other without a
 * hole.
 */

const LENGTH_BYTES = 8;
/** As its own readers have it. */
const MOST_HEADER_BYTES = 100_000_000;
/** Its writers align the tensors so, and order them by the size of their type. */
const ALIGNMENT = 8;
const METADATA = '__metadata__';

export interface Safetensors {
  /** In the order of the file. */
  readonly tensors: readonly StoredTensor[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** Whether the first bytes of a file are those of safetensors. */
export function isSafetensors(head: Uint8Array, sizeBytes: number): boolean {
  if (head.length <= LENGTH_BYTES) return false;
  const length = headerLength(head);
  return length >= 2 && length <= MOST_HEADER_BYTES && LENGTH_BYTES + length <= sizeBytes && head[8] === 0x7b;
}

function headerLength(head: Uint8Array): number {
  return Number(new DataView(head.buffer, head.byteOffset, LENGTH_BYTES).getBigUint64(0, true));
}

/**
 * Reads the header alone, and checks that it describes the whole file and no more.
 * @throws EngineFailure 'fileTruncated', 'fileTrailingBytes', 'weightsDamaged'; 'tensorUnsupported' for an unknown type.
 */
export async function openSafetensors(file: string, blob: Blob): Promise<Safetensors> {
  const head = new Uint8Array(await blob.slice(0, LENGTH_BYTES + 1).arrayBuffer());
  if (!isSafetensors(head, blob.size)) throw damaged(file);
  const dataAt = LENGTH_BYTES + headerLength(head);
  const header = parse(file, await blob.slice(LENGTH_BYTES, dataAt).arrayBuffer());
  const { [METADATA]: metadata = {}, ...described } = header;
  if (!isTextMap(metadata)) throw damaged(file, METADATA);
  const entries = Object.entries(described).map(([name, facts]) => entryOf(file, name, facts));
  entries.sort((a, b) => a.begin - b.begin || a.end - b.end);
  let next = 0;
  for (const { facts, begin, end } of entries) {
    if (begin !== next || end - begin !== sizeInBytes(facts)) throw damaged(file, facts.name);
    next = end;
  }
  const wanted = dataAt + next;
  if (wanted > blob.size)
    throw new EngineFailure('fileTruncated', { file, expected: wanted, found: blob.size });
  if (wanted < blob.size) {
    throw new EngineFailure('fileTrailingBytes', { file, expected: wanted, found: blob.size });
  }
  return {
    metadata,
    tensors: entries.map(({ facts, begin, end }) => ({
      ...facts,
      read: async () => new Uint8Array(await blob.slice(dataAt + begin, dataAt + end).arrayBuffer()),
    })),
  };
}

/**
 * A file of safetensors, in pieces that share the memory of the tensors.
 * @throws Error for two tensors of one name: a mistake of the caller.
 */
export function encodeSafetensors(
  tensors: readonly NamedTensor[],
  metadata: Readonly<Record<string, string>> = {},
): readonly Uint8Array<ArrayBuffer>[] {
  // Wide numbers first, so that each tensor is aligned.
  const ordered = tensors.toSorted((a, b) => BYTES_PER_NUMBER[b.type] - BYTES_PER_NUMBER[a.type]);
  const header = new Map<string, unknown>(Object.keys(metadata).length > 0 ? [[METADATA, metadata]] : []);
  let next = 0;
  for (const { name, type, shape, bytes } of ordered) {
    if (header.has(name)) throw new Error(`two tensors are called ${name}`);
    header.set(name, { dtype: type, shape, data_offsets: [next, next + bytes.length] });
    next += bytes.length;
  }
  const text = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const length = Math.ceil(text.length / ALIGNMENT) * ALIGNMENT;
  const head = new Uint8Array(LENGTH_BYTES + length).fill(0x20);
  new DataView(head.buffer).setBigUint64(0, BigInt(length), true);
  head.set(text, LENGTH_BYTES);
  return [head, ...ordered.map(({ bytes }) => bytes)];
}

interface Entry {
  readonly facts: TensorFacts;
  readonly begin: number;
  readonly end: number;
}

function entryOf(file: string, name: string, described: unknown): Entry {
  if (!isRecord(described)) throw damaged(file, name);
  const { dtype: type, shape, data_offsets: offsets } = described;
  if (!isTensorType(type)) {
    if (typeof type !== 'string') throw damaged(file, name);
    const expected = Object.keys(BYTES_PER_NUMBER).join(', ');
    throw new EngineFailure('tensorUnsupported', { file, layer: name, expected, found: type });
  }
  if (!areCounts(shape) || !areCounts(offsets) || offsets.length !== 2) throw damaged(file, name);
  const [begin, end] = offsets as [number, number];
  return { facts: { name, type, shape }, begin, end };
}

function parse(file: string, bytes: ArrayBuffer): Readonly<Record<string, unknown>> {
  let header: unknown;
  let text = '';
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    header = JSON.parse(text);
  } catch (thrown) {
    if (thrown instanceof SyntaxError || thrown instanceof TypeError) throw damaged(file);
    throw thrown;
  }
  if (!isRecord(header)) throw damaged(file);
  const twice = repeatedKey(text);
  if (twice !== undefined) throw damaged(file, twice);
  return header;
}

/** A key that stands twice in the outermost object, of which JSON.parse would take the last. */
function repeatedKey(text: string): string | undefined {
  const seen = new Set<string>();
  let depth = 0;
  for (const [token, quoted] of text.matchAll(/("(?:[^"\\]|\\.)*")\s*:|"(?:[^"\\]|\\.)*"|[{}[\]]/g)) {
    if (token === '{' || token === '[') depth++;
    else if (token === '}' || token === ']') depth--;
    else if (quoted !== undefined && depth === 1) {
      const key = JSON.parse(quoted) as string;
      if (seen.has(key)) return key;
      seen.add(key);
    }
  }
  return undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTextMap(value: unknown): value is Readonly<Record<string, string>> {
  return isRecord(value) && Object.values(value).every((text) => typeof text === 'string');
}

function areCounts(values: unknown): values is readonly number[] {
  return Array.isArray(values) && values.every((value) => Number.isSafeInteger(value) && value >= 0);
}

/** What is said of a tensor contradicts itself or the file; without one, the header is none. */
function damaged(file: string, tensor?: string): EngineFailure {
  return new EngineFailure('weightsDamaged', tensor === undefined ? { file } : { file, layer: tensor });
}
