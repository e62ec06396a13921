import * as v from 'valibot';
import type { KeptRun } from '#protocol/kept-run.ts';
import { runSchema } from './run-schema.ts';

/** A folder of a run's checkpoints. */
export type CheckpointSlot = 0 | 1 | 2;

/** What is written down of a run beside its checkpoints and its points. */
export interface StoredRecord {
  /** The record with the higher number counts. */
  readonly generation: number;
  /** Where its newest checkpoint lies. */
  readonly checkpoint: CheckpointSlot;
  /** Where the checkpoint of its best epoch lies; the same folder where that is the newest. */
  readonly best?: CheckpointSlot | undefined;
  readonly run: KeptRun;
}

const VERSION = 2;

const slot = v.picklist([0, 1, 2]);
const recordSchema = v.object({
  version: v.literal(VERSION),
  generation: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  checkpoint: slot,
  best: v.exactOptional(slot),
  run: runSchema,
});

/** Makes a record of a version one of the next. */
const MIGRATIONS: Readonly<Record<number, (record: Loose) => Loose>> = {
  1: (record) => ({
    ...record,
    version: 2,
    run: { note: '', tags: [], earlierRecipes: [], ...(record['run'] as object) },
  }),
};

type Loose = Readonly<Record<string, unknown>>;

export function encodeRecord({ generation, checkpoint, best, run }: StoredRecord): Uint8Array<ArrayBuffer> {
  const text = JSON.stringify({ version: VERSION, generation, checkpoint, best, run });
  return new TextEncoder().encode(text);
}

/** Undefined for what this program has never written, and for a record of a later version of it. */
export function decodeRecord(bytes: Uint8Array): StoredRecord | undefined {
  let record = parse(bytes);
  for (let step = migrationOf(record); step !== undefined; step = migrationOf(record)) record = step(record);
  const read = v.safeParse(recordSchema, record);
  if (!read.success) return undefined;
  const { version: _, ...known } = read.output;
  return known;
}

const migrationOf = (record: Loose) => MIGRATIONS[Number(record['version'])];

function parse(bytes: Uint8Array): Loose {
  try {
    const json: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof json === 'object' && json !== null ? { ...json } : {};
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return {};
    throw thrown;
  }
}
