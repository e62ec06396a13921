import { EngineFailure } from '#engine/engine-failure.ts';
import { type FolderPath, type Folders, openFolderStore } from '#engine/storage/folder-store.ts';
import { MemoryFolders } from '#engine/storage/memory-folders.ts';
import { type Answers, cropsOf, type Measured } from '#protocol/evaluation.ts';
import type { KeptRun, Weights } from '#protocol/kept-run.ts';
import { decodeAnswers, encodeAnswers } from './answers-format.ts';
import type { Checkpoint } from './checkpoint.ts';
import { decodeCheckpoint } from './checkpoint-format.ts';
import { type CheckpointSlot, decodeRecord, encodeRecord, type StoredRecord } from './record-format.ts';

/** What is written down of a run at once: `points` of all steps until its checkpoint, as `packPoints` packs them. */
export interface RunRecord {
  readonly run: KeptRun;
  readonly points: Float64Array<ArrayBuffer>;
}

/** A checkpoint to be written, as `encodeCheckpoint` makes it. */
export interface NewCheckpoint {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Whether it is that of `run.best`. */
  readonly isBest: boolean;
}

/** Which of two folders is meant: the one that is written next never is the one that counts. */
type RecordSlot = 0 | 1;

/** All that is kept of a run. */
export interface WholeRun extends RunRecord {
  /** Its newest checkpoint and that of its best epoch, as `encodeCheckpoint` makes them. */
  readonly newest: Uint8Array<ArrayBuffer>;
  readonly best?: Uint8Array<ArrayBuffer> | undefined;
}

interface Kept extends StoredRecord, RunRecord {
  readonly slot: RecordSlot;
}

const KIND = 'runs';
const CHECKPOINT_SLOTS = [0, 1, 2] as const;
/** Of runs that live as long as the tab. */
const MOST_BYTES_IN_MEMORY = 2 ** 28;

/**
 * Runs in folders of this browser: a checkpoint first, in a folder that the record does not name, then the record that
 * names it, in one of two folders in turn. A write that breaks off anywhere leaves the run as it was before.
 */
export class RunStore {
  readonly #folders: Folders;
  /** Whether what it holds outlives the page. */
  readonly isLasting: boolean;
  /** What is known to be there, so that a run in training is not read again for each write. */
  readonly #newest = new Map<string, Omit<Kept, keyof RunRecord>>();

  constructor(folders: Folders, isLasting = true) {
    this.#folders = folders;
    this.isLasting = isLasting;
  }

  /** Newest first. One that cannot be read is left out: it may be of a later version of this program. */
  async list(): Promise<KeptRun[]> {
    const ids = await this.#folders.list(KIND);
    const records = await Promise.all(ids.map((id) => this.#read(id)));
    const runs = records.flatMap((record) => (record === undefined ? [] : [record.run]));
    return runs.sort((a, b) => b.startedAt - a.startedAt);
  }

  sizeOf(id: string): Promise<number> {
    return this.#folders.sizeOf([KIND, id]);
  }

  /** Undefined for a run that is not kept. */
  read(id: string): Promise<RunRecord | undefined> {
    return this.#read(id);
  }

  /**
   * The record with its newest checkpoint, or with that of its best epoch; undefined for a run that is not kept.
   * Where the newest checkpoint is damaged, the record before it with the one before it.
   */
  async readWithCheckpoint(
    id: string,
    weights: Weights = 'newest',
  ): Promise<(RunRecord & { readonly checkpoint: Checkpoint }) | undefined> {
    for (const kept of await this.#readSlots(id)) {
      const slot = weights === 'best' ? kept.best : kept.checkpoint;
      const bytes = slot !== undefined && (await this.#checkpointBytes(id, slot));
      if (!bytes) continue;
      this.#remember(id, kept);
      return { run: kept.run, points: kept.points, checkpoint: await decodeCheckpoint(bytes, id) };
    }
    return undefined;
  }

  /** All that is kept of a run, unread; undefined for one that is not kept. */
  async readWhole(id: string): Promise<WholeRun | undefined> {
    const kept = await this.#read(id);
    if (kept === undefined) return undefined;
    const { run, points, checkpoint, best: bestAt } = kept;
    const newest = await this.#checkpointBytes(id, checkpoint);
    const best = bestAt === undefined ? undefined : await this.#checkpointBytes(id, bestAt);
    return newest && { run, points, newest, best };
  }

  /**
   * Keeps a run that has come from elsewhere.
   * @throws EngineFailure 'storageFull', 'storageBusy'; nothing of it is left then.
   */
  async writeWhole({ newest, best, ...record }: WholeRun): Promise<void> {
    try {
      if (best !== undefined) await this.write(record, { bytes: best, isBest: true });
      await this.write(record, { bytes: newest, isBest: false });
    } catch (thrown) {
      await this.remove(record.run.id);
      throw thrown;
    }
  }

  /**
   * Without a checkpoint, the record goes with the last one. One write of a run at a time.
   * @throws EngineFailure 'storageFull', 'storageBusy'; the run is then as it was before.
   */
  async write({ run, points }: RunRecord, checkpoint?: NewCheckpoint): Promise<void> {
    const { id } = run;
    const before = this.#newest.get(id) ?? (await this.#read(id));
    const free = CHECKPOINT_SLOTS.find((slot) => slot !== before?.checkpoint && slot !== before?.best) ?? 0;
    const kept = {
      generation: (before?.generation ?? 0) + 1,
      slot: before?.slot === 0 ? (1 as const) : (0 as const),
      checkpoint: checkpoint === undefined ? (before?.checkpoint ?? 0) : free,
      best: checkpoint?.isBest ? free : before?.best,
    };
    if (checkpoint !== undefined) await this.#writeCheckpoint(id, free, checkpoint.bytes);
    await this.#folders.write(
      recordFolder(id, kept.slot),
      async (writer) => {
        await writer.add('run.json', encodeRecord({ ...kept, run }));
        await writer.add('points', new Uint8Array(points.buffer, points.byteOffset, points.byteLength));
      },
      { inBackground: true },
    );
    this.#newest.set(id, kept);
  }

  /** Keeps what the net of a run said of each image of a split. */
  writeAnswers(id: string, measured: Measured, answers: Answers): Promise<void> {
    const bytes = encodeAnswers(answers);
    return this.#folders.write(answersFolder(id, measured), (writer) => writer.add('answers', bytes), {
      sizeBytes: bytes.byteLength,
      inBackground: true,
    });
  }

  /**
   * Undefined where none are kept.
   * @throws EngineFailure as decodeAnswers does.
   */
  async readAnswers(id: string, measured: Measured): Promise<Answers | undefined> {
    const files = await this.#folders.read(answersFolder(id, measured));
    const bytes = files?.get('answers');
    return bytes && decodeAnswers(bytes, id);
  }

  async remove(id: string): Promise<void> {
    this.#newest.delete(id);
    await this.#folders.remove([KIND, id]);
  }

  async #writeCheckpoint(id: string, slot: CheckpointSlot, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.#folders.write(checkpointFolder(id, slot), (writer) => writer.add('checkpoint', bytes), {
      sizeBytes: bytes.byteLength,
      inBackground: true,
    });
  }

  async #checkpointBytes(id: string, slot: CheckpointSlot): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return (await this.#folders.read(checkpointFolder(id, slot)))?.get('checkpoint');
  }

  async #read(id: string): Promise<Kept | undefined> {
    const [newest] = await this.#readSlots(id);
    if (newest !== undefined) this.#remember(id, newest);
    return newest;
  }

  #remember(id: string, { run: _, points: _points, ...place }: Kept): void {
    this.#newest.set(id, place);
  }

  /** Both records, as far as they are whole; the newer one first. */
  async #readSlots(id: string): Promise<Kept[]> {
    const found = await Promise.all(([0, 1] as const).map((slot) => this.#readSlot(id, slot)));
    return found.filter((kept) => kept !== undefined).sort((a, b) => b.generation - a.generation);
  }

  async #readSlot(id: string, slot: RecordSlot): Promise<Kept | undefined> {
    const files = await this.#folders.read(recordFolder(id, slot));
    const [text, points] = [files?.get('run.json'), files?.get('points')];
    const record = text && decodeRecord(text);
    if (record === undefined || points === undefined || record.run.id !== id) return undefined;
    return { ...record, slot, points: new Float64Array(points.slice().buffer) };
  }
}

let ofThisTab: RunStore | undefined;

/** Where the browser keeps no files, runs live as long as the tab. */
export async function openRunStore(): Promise<RunStore> {
  const folders = await openFolderStore();
  if (folders !== undefined) return new RunStore(folders);
  ofThisTab ??= new RunStore(new MemoryFolders(MOST_BYTES_IN_MEMORY), false);
  return ofThisTab;
}

/** @throws EngineFailure 'runMissing'. */
export function requireKept<Record>(record: Record | undefined): Record {
  if (record === undefined) throw new EngineFailure('runMissing');
  return record;
}

const recordFolder = (id: string, slot: RecordSlot): FolderPath => [KIND, id, `record-${slot}`];
const checkpointFolder = (id: string, slot: CheckpointSlot): FolderPath => [KIND, id, `checkpoint-${slot}`];
const answersFolder = (id: string, measured: Measured): FolderPath => [
  KIND,
  id,
  `answers-${measured.split}-${measured.step}-${cropsOf(measured)}`,
];
