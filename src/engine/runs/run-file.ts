import { EngineFailure } from '#engine/engine-failure.ts';
import { sha256 } from '#engine/sha256.ts';
import type { KeptRun } from '#protocol/kept-run.ts';
import { decodeCheckpoint } from './checkpoint-format.ts';
import { decodeRecord, encodeRecord } from './record-format.ts';
import type { WholeRun } from './run-store.ts';

/*
 * A run as one file, little-endian:
 *
 *   8 bytes   'ZOO-RUN1'
 *   uint32    length of the head in bytes
 *   head      JSON: the parts that follow, each with its name, its length in bytes and its SHA-256 in hexadecimal
 *   parts     'record', 'points', 'newest' and perhaps 'best', as they are kept in the browser
 */

const MAGIC = 'ZOO-RUN1';
const HEAD_AT = 12;
/** Of a head, and of a record with its evaluations: no run of this program comes near. */
const MOST_HEAD_BYTES = 2 ** 16;
const MOST_RECORD_BYTES = 2 ** 28;
/** Of a step in 'points'. */
const POINT_BYTES = 32;

interface Part {
  readonly name: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

const NAMES: ReadonlySet<string> = new Set(['record', 'points', 'newest', 'best']);

export async function encodeRunFile({ run, points, newest, best }: WholeRun): Promise<Blob> {
  const record = encodeRecord({ generation: 1, checkpoint: 0, run });
  const parts: readonly (readonly [string, Uint8Array<ArrayBuffer>])[] = [
    ['record', record],
    ['points', new Uint8Array(points.buffer, points.byteOffset, points.byteLength)],
    ['newest', newest],
    ...(best === undefined ? [] : [['best', best] as const]),
  ];
  const head: Part[] = [];
  for (const [name, bytes] of parts) {
    head.push({ name, sizeBytes: bytes.byteLength, sha256: await sha256(bytes) });
  }
  const text = new TextEncoder().encode(JSON.stringify({ parts: head }));
  const front = new Uint8Array(HEAD_AT);
  front.set(new TextEncoder().encode(MAGIC));
  new DataView(front.buffer).setUint32(MAGIC.length, text.byteLength, true);
  return new Blob([front, text, ...parts.map(([, bytes]) => bytes)]);
}

/**
 * A run from a file that anybody may have made, under another id. Nothing larger than the file is ever allocated.
 * @throws EngineFailure fileWrongMagic, fileTruncated, fileTrailingBytes, fileUnreadable; fileTooNew for a run of a later
 * version of this program.
 */
export async function decodeRunFile(blob: Blob, file: string, id: string): Promise<WholeRun> {
  const front = await bytesOf(blob, 0, HEAD_AT);
  const magic = new TextDecoder('latin1').decode(front.subarray(0, MAGIC.length));
  if (magic !== MAGIC) throw new EngineFailure('fileWrongMagic', { file, expected: MAGIC, found: magic });
  if (front.length < HEAD_AT) throw truncated(file, HEAD_AT, blob.size);
  const headBytes = new DataView(front.buffer).getUint32(MAGIC.length, true);
  if (headBytes > MOST_HEAD_BYTES) throw unreadable(file, 'head');
  const parts = readHead(await bytesOf(blob, HEAD_AT, headBytes), file);
  const end = HEAD_AT + headBytes + parts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (blob.size < end) throw truncated(file, end, blob.size);
  if (blob.size > end)
    throw new EngineFailure('fileTrailingBytes', { file, expected: end, found: blob.size });
  const read = new Map<string, Uint8Array<ArrayBuffer>>();
  let at = HEAD_AT + headBytes;
  for (const { name, sizeBytes, sha256: expected } of parts) {
    if (name === 'record' && sizeBytes > MOST_RECORD_BYTES) throw unreadable(file, name);
    const bytes = await bytesOf(blob, at, sizeBytes);
    if ((await sha256(bytes)) !== expected) throw unreadable(file, 'SHA-256');
    read.set(name, bytes);
    at += sizeBytes;
  }
  return wholeRun(read, file, id);
}

async function wholeRun(
  read: ReadonlyMap<string, Uint8Array<ArrayBuffer>>,
  file: string,
  id: string,
): Promise<WholeRun> {
  const [record, points, newest, best] = ['record', 'points', 'newest', 'best'].map((name) => read.get(name));
  if (record === undefined || points === undefined || newest === undefined) throw unreadable(file, 'parts');
  const stored = decodeRecord(record);
  if (stored === undefined) throw new EngineFailure('fileTooNew', { file, expected: '', found: '' });
  const run: KeptRun = { ...stored.run, id };
  await checkStep(newest, run.step, file);
  if ((best === undefined) !== (run.best === undefined)) throw unreadable(file, 'best');
  if (best !== undefined) await checkStep(best, run.best?.step, file);
  if (points.byteLength % POINT_BYTES !== 0) throw unreadable(file, 'points');
  return { run, points: new Float64Array(points.buffer), newest, best };
}

async function checkStep(
  bytes: Uint8Array<ArrayBuffer>,
  expected: number | undefined,
  file: string,
): Promise<void> {
  const { step } = await decodeCheckpoint(bytes, file);
  if (step !== expected) throw unreadable(file, 'step');
}

async function bytesOf(blob: Blob, start: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await blob.slice(start, start + length).arrayBuffer());
}

function readHead(bytes: Uint8Array, file: string): readonly Part[] {
  const parts = (parse(bytes) as { readonly parts?: unknown } | undefined)?.parts;
  const isRight = Array.isArray(parts) && parts.length <= NAMES.size && parts.every(isPart);
  if (!isRight || new Set(parts.map(({ name }) => name)).size !== parts.length)
    throw unreadable(file, 'head');
  return parts;
}

function isPart(value: unknown): value is Part {
  const { name, sizeBytes, sha256 } = { ...(value as Partial<Part> | null) };
  return (
    typeof name === 'string' &&
    NAMES.has(name) &&
    Number.isSafeInteger(sizeBytes) &&
    Number(sizeBytes) >= 0 &&
    typeof sha256 === 'string'
  );
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}

const unreadable = (file: string, message: string) => new EngineFailure('fileUnreadable', { file, message });

const truncated = (file: string, expected: number, found: number) =>
  new EngineFailure('fileTruncated', { file, expected, found });
