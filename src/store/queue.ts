import * as v from 'valibot';
import { architectures, findArchitecture } from '#models/registry.ts';
import { type DatasetConfig, isSameDataset } from '#protocol/data.ts';
import type { EngineError } from '#protocol/errors.ts';
import type { EngineEvent, EventType } from '#protocol/events.ts';
import type { KeptRun } from '#protocol/kept-run.ts';
import type { RunConfig } from '#protocol/run-config.ts';
import { comparedRun } from './compared-run.ts';
import { imagesOf } from './images.ts';
import { runConfigSchema } from './run-config-schema.ts';
import { defaultConfig } from './set-up.ts';
import type { SettingsStorage } from './settings.ts';

export type QueueStatus = 'waiting' | 'running' | 'finished' | 'stopped' | 'failed';

/** A training that is to be done, is under way, or has come to its end. */
export interface QueueItem {
  readonly id: string;
  readonly config: RunConfig;
  readonly status: QueueStatus;
  /** Once it has begun. */
  readonly runId?: string;
  readonly error?: EngineError;
}

/** Trainings that follow one another. */
export interface QueueState {
  readonly items: readonly QueueItem[];
  /** Whether the next one begins when one has ended. */
  readonly isGoing: boolean;
}

export const EMPTY_QUEUE: QueueState = { items: [], isGoing: false };
export const MOST_QUEUED = 100;
const STORED = 'cnn-zoo-queue';

/** Which trainings a queue gets: each net at each learning rate with each seed, on one set and one budget. */
export interface Grid {
  readonly netIds: readonly string[];
  readonly dataset: DatasetConfig;
  readonly epochs: number;
  /** Seeds 1 to so many. */
  readonly seeds: number;
  /** Each net's own where empty. */
  readonly learningRates: readonly number[];
}

export function gridConfigs({ netIds, dataset, epochs, seeds, learningRates }: Grid): readonly RunConfig[] {
  return netIds.flatMap((id) => {
    const config = defaultConfig(findArchitecture(id));
    const rates = learningRates.length === 0 ? [config.recipe.learningRate] : learningRates;
    return rates.flatMap((learningRate) =>
      Array.from({ length: seeds }, (_, index) => ({
        ...config,
        dataset,
        recipe: { ...config.recipe, epochs, learningRate },
        seed: index + 1,
      })),
    );
  });
}

/** As many of them as the queue still takes. */
export function withItems({ items, ...queue }: QueueState, added: readonly QueueItem[]): QueueState {
  return { ...queue, items: [...items, ...added].slice(0, MOST_QUEUED) };
}

/** An item one place earlier or later among those that still wait. */
export function moved({ items, ...queue }: QueueState, id: string, by: -1 | 1): QueueState {
  const from = items.findIndex((item) => item.id === id);
  const [item, other] = [items[from], items[from + by]];
  if (item?.status !== 'waiting' || other?.status !== 'waiting') return { items, ...queue };
  return {
    ...queue,
    items: items.map((entry, place) => (place === from ? other : place === from + by ? item : entry)),
  };
}

/** Without an item, unless it is under way. */
export function without({ items, ...queue }: QueueState, id: string): QueueState {
  return { ...queue, items: items.filter((item) => item.id !== id || item.status === 'running') };
}

export function changed(
  { items, ...queue }: QueueState,
  id: string,
  change: Partial<Omit<QueueItem, 'id'>>,
): QueueState {
  return { ...queue, items: items.map((item) => (item.id === id ? { ...item, ...change } : item)) };
}

const ADVANCING: ReadonlySet<EventType> = new Set([
  'datasetLoaded',
  'backendSelected',
  'runsListed',
  'runRestored',
  'trainingFailed',
  'trainingEnded',
  'evaluationEnded',
  'requestFailed',
]);

/** Whether an event may have ended the training under way, or made the next one possible. */
export const mayAdvance = ({ type }: EngineEvent): boolean => ADVANCING.has(type);

export const runningItem = ({ items }: QueueState) => items.find(({ status }) => status === 'running');
export const nextItem = ({ items }: QueueState) => items.find(({ status }) => status === 'waiting');

/**
 * How long a set-up will take by the runs so far: by those of the same net and batch on the same data, or else by how
 * many multiply-adds a second the newest run has done. Undefined where none has measured an epoch yet.
 */
export function expectedMs(config: RunConfig, runs: readonly KeptRun[]): number | undefined {
  const measured = runs.filter(({ epochs }) => epochs.length > 0);
  const alike = measured.find(
    ({ config: other }) =>
      isSameDataset(other.dataset, config.dataset) &&
      JSON.stringify(other.model) === JSON.stringify(config.model) &&
      other.recipe.batchSize === config.recipe.batchSize,
  );
  const { epochs } = config.recipe;
  if (alike !== undefined) {
    const { epochMs } = comparedRun(alike);
    return epochMs && epochMs * epochs;
  }
  const onSameData = measured.find(({ config: other }) => isSameDataset(other.dataset, config.dataset));
  if (onSameData === undefined) return undefined;
  const [done, wanted] = [comparedRun(onSameData), comparedRun({ ...onSameData, config })];
  if (done.epochMs === undefined || !done.multiplyAdds || wanted.multiplyAdds === undefined) return undefined;
  return ((done.epochMs * wanted.multiplyAdds) / done.multiplyAdds) * epochs;
}

const errorSchema = v.object({
  code: v.pipe(v.string(), v.maxLength(100)),
  details: v.record(v.string(), v.union([v.string(), v.number()])),
});
const itemSchema = v.object({
  id: v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/)),
  status: v.picklist(['waiting', 'running', 'finished', 'stopped', 'failed']),
  runId: v.exactOptional(v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/))),
  error: v.exactOptional(errorSchema),
  config: v.looseObject({
    model: v.looseObject({ id: v.picklist(architectures.map(({ id }) => id)) }),
    dataset: v.looseObject({ id: v.string() }),
  }),
});
const queueSchema = v.object({
  items: v.pipe(v.array(itemSchema), v.maxLength(MOST_QUEUED)),
  isGoing: v.boolean(),
});

/** The queue of the last visit; storage that is blocked, empty or holds nonsense has none. */
export function loadQueue(storage: SettingsStorage | undefined): QueueState {
  try {
    const { items, isGoing } = v.parse(queueSchema, JSON.parse(storage?.getItem(STORED) ?? ''));
    return {
      isGoing,
      items: items.map(({ config, ...item }) => {
        const architecture = findArchitecture(config.model.id);
        const shape = imagesOf(config.dataset as DatasetConfig, undefined)?.shape;
        const read = { ...item, config: v.parse(runConfigSchema(architecture, shape), config) };
        return read as QueueItem;
      }),
    };
  } catch {
    return EMPTY_QUEUE;
  }
}

/** Where the browser forbids it, the queue ends with the page. */
export function saveQueue(storage: SettingsStorage | undefined, queue: QueueState): void {
  try {
    storage?.setItem(STORED, JSON.stringify(queue));
  } catch {
    return;
  }
}
