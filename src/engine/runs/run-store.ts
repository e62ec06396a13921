import { type FolderPath, type FolderStore, openFolderStore } from '#engine/storage/folder-store.ts';
import { type Answers, cropsOf, type Measured } from '#protocol/evaluation.ts';
import type { KeptRun, StepPoint } from '#protocol/run.ts';
import { decodeAnswers, encodeAnswers } from './answers-format.ts';
import type { Checkpoint } from './checkpoint.ts';
import { decodeCheckpoint } from './checkpoint-format.ts';

/** What is written down of a run at once: `points` of all steps until its checkpoint. */
export interface RunRecord {
  readonly run: KeptRun;
  readonly points: Float64Array<ArrayBuffer>;
}

/** Which of two folders is meant: the one that is written next never is the one that counts. */
type Slot = 0 | 1;

interface Kept extends RunRecord {
  /** The record with the higher number counts. */
  readonly generation: number;
  readonly slot: Slot;
  /** Where its checkpoint lies. */
  readonly checkpoint: Slot;
}

const KIND = 'runs';
const VERSION = 1;
const COLUMNS = 4;

/**
 * Runs in folders of this browser: a checkpoint first, then the record that names it, each in one of two folders in
 * turn. A write that breaks off anywhere leaves the run as it was before.
 */
export class RunStore {
  readonly #folders: FolderStore;
  /** What is known to be there, so that a run in training is not read again for each write. */
  readonly #newest = new Map<string, Omit<Kept, keyof RunRecord>>();

  constructor(folders: FolderStore) {
    this.#folders = folders;
  }

  /** Newest first. One that cannot be read is left out: it may be of a later version of this program. */
  async list(): Promise<KeptRun[]> {
    const ids = await this.#folders.list(KIND);
    const records = await Promise.all(ids.map((id) => this.#read(id)));
    const runs = records.flatMap((record) => (record === undefined ? [] : [record.run]));
    return runs.sort((a, b) => b.startedAt - a.startedAt);
  }

  /** Undefined for a run that is not kept. */
  read(id: string): Promise<RunRecord | undefined> {
    return this.#read(id);
  }

  /**
   * The newest checkpoint with its record; undefined for a run that is not kept.
   * @throws EngineFailure as decodeCheckpoint does.
   */
  async readWithCheckpoint(
    id: string,
  ): Promise<(RunRecord & { readonly checkpoint: Checkpoint }) | undefined> {
    const kept = await this.#read(id);
    const files = kept && (await this.#folders.read(checkpointFolder(id, kept.checkpoint)));
    const bytes = files?.get('checkpoint');
    if (kept === undefined || bytes === undefined) return undefined;
    const checkpoint = await decodeCheckpoint(bytes, id);
    return { run: kept.run, points: kept.points, checkpoint };
  }

  /**
   * Without a checkpoint, the record goes with the last one. One write of a run at a time.
   * @throws EngineFailure 'storageFull', 'storageBusy'; the run is then as it was before.
   */
  async write({ run, points }: RunRecord, checkpoint?: Uint8Array<ArrayBuffer>): Promise<void> {
    const { id } = run;
    const before = this.#newest.get(id) ?? (await this.#read(id));
    const kept = {
      generation: (before?.generation ?? 0) + 1,
      slot: other(before?.slot),
      checkpoint: checkpoint === undefined ? (before?.checkpoint ?? 0) : other(before?.checkpoint),
    };
    if (checkpoint !== undefined) {
      await this.#folders.write(
        checkpointFolder(id, kept.checkpoint),
        (writer) => writer.add('checkpoint', checkpoint),
        { sizeBytes: checkpoint.byteLength, inBackground: true },
      );
    }
    const { generation, checkpoint: slot } = kept;
    const text = JSON.stringify({ version: VERSION, generation, checkpoint: slot, run });
    await this.#folders.write(
      recordFolder(id, kept.slot),
      async (writer) => {
        await writer.add('run.json', new TextEncoder().encode(text));
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

  async #read(id: string): Promise<Kept | undefined> {
    const found = await Promise.all(([0, 1] as const).map((slot) => this.#readSlot(id, slot)));
    const kept = found.reduce((best, one) => ((one?.generation ?? 0) > (best?.generation ?? 0) ? one : best));
    if (kept !== undefined) this.#newest.set(id, kept);
    return kept;
  }

  async #readSlot(id: string, slot: Slot): Promise<Kept | undefined> {
    const files = await this.#folders.read(recordFolder(id, slot));
    const [text, points] = [files?.get('run.json'), files?.get('points')];
    if (text === undefined || points === undefined) return undefined;
    const record = JSON.parse(new TextDecoder().decode(text)) as {
      readonly version: number;
      readonly generation: number;
      readonly checkpoint: Slot;
      readonly run: KeptRun;
    };
    if (record.version !== VERSION) return undefined;
    const { generation, checkpoint, run } = record;
    return { generation, slot, checkpoint, run, points: new Float64Array(points.slice().buffer) };
  }
}

/** Undefined where the browser keeps no files. */
export async function openRunStore(): Promise<RunStore | undefined> {
  const folders = await openFolderStore();
  return folders && new RunStore(folders);
}

export function packPoints(points: readonly StepPoint[]): Float64Array<ArrayBuffer> {
  const packed = new Float64Array(COLUMNS * points.length);
  points.forEach(({ step, loss, top1Error, learningRate }, i) => {
    packed.set([step, loss, top1Error, learningRate], COLUMNS * i);
  });
  return packed;
}

export function unpackPoints(packed: Float64Array): StepPoint[] {
  return Array.from({ length: packed.length / COLUMNS }, (_, i) => {
    const [step = 0, loss = 0, top1Error = 0, learningRate = 0] = packed.subarray(
      COLUMNS * i,
      COLUMNS * (i + 1),
    );
    return { step, loss, top1Error, learningRate };
  });
}

function other(slot: Slot | undefined): Slot {
  return slot === 0 ? 1 : 0;
}

const recordFolder = (id: string, slot: Slot): FolderPath => [KIND, id, `record-${slot}`];
const checkpointFolder = (id: string, slot: Slot): FolderPath => [KIND, id, `checkpoint-${slot}`];
const answersFolder = (id: string, measured: Measured): FolderPath => [
  KIND,
  id,
  `answers-${measured.split}-${measured.step}-${cropsOf(measured)}`,
];
