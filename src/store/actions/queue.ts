import { isOwn, isSameDataset } from '#protocol/data.ts';
import type { RunConfig } from '#protocol/run-config.ts';
import {
  changed,
  EMPTY_QUEUE,
  moved,
  nextItem,
  type QueueItem,
  runningItem,
  withItems,
  without,
} from '#store/queue.ts';
import { isActive } from '#store/run.ts';
import { currentRun } from '#store/runs.ts';
import type { ActionContext } from './context.ts';
import { load, waitForFiles } from './data.ts';
import type { keptRunActions } from './kept-runs.ts';
import type { runActions } from './run.ts';

type Needed = Pick<ReturnType<typeof runActions>, 'train' | 'steer'> &
  Pick<ReturnType<typeof keptRunActions>, 'openRun'>;

/** Trainings one after the other, as somebody would press for them. */
export function queueActions({ get, set, send, newId }: ActionContext, { train, steer, openRun }: Needed) {
  const context = { get, set, send, newId };

  const settle = ({ id }: QueueItem, change: Partial<QueueItem>) =>
    set({ queue: changed(get().queue, id, change) });

  /** What became of the item under way; undefined while it is under way still. */
  function outcomeOf({ runId = '' }: QueueItem): Partial<QueueItem> | undefined {
    const { runs, keptRuns, evaluation } = get();
    const run = runs.byId[runId];
    if (run !== undefined) {
      if (isActive(run) || (evaluation.request !== undefined && run.id === runs.currentId)) return undefined;
      // Its net goes back to the last sound checkpoint first, as the current run.
      if (run.error?.code === 'lossNotFinite' && !run.isRestored) return undefined;
      if (run.status !== 'failed') return { status: run.status === 'finished' ? 'finished' : 'stopped' };
      return { status: 'failed', ...(run.error && { error: run.error }) };
    }
    // The page was opened anew.
    if (keptRuns.canKeep === undefined || keptRuns.opening !== undefined) return undefined;
    const kept = keptRuns.runs.find(({ id }) => id === runId);
    // The page was closed before its first step was written down.
    if (kept === undefined) return { status: 'waiting' };
    if (keptRuns.error !== undefined) return { status: 'failed', error: keptRuns.error };
    if (kept.status === 'failed') return { status: 'failed', ...(kept.error && { error: kept.error }) };
    // Closed before the net was measured, the page measures it once it is brought back.
    const isWhole = kept.status === 'stopped' || (kept.status === 'finished' && kept.evaluations.length > 0);
    if (isWhole) return { status: kept.status };
    if (!kept.isElsewhere && get().engine.backend !== undefined) {
      openRun(runId, kept.status === 'unfinished' ? { goesOn: {} } : {});
    }
    return undefined;
  }

  function begin(item: QueueItem): void {
    const { dataset } = get();
    const { config } = item;
    const loaded = dataset.status === 'loading' ? get().draft.dataset : dataset.summary?.config;
    const isThere = loaded !== undefined && isSameDataset(loaded, config.dataset);
    set({ draft: config });
    if (!isThere) {
      if (isOwn(config.dataset)) {
        // Goes on when somebody gives them.
        waitForFiles(context, config.dataset);
        return;
      }
      load(context, { kind: 'registered', config: config.dataset });
    }
    train();
    const runId = currentRun(get().runs)?.id;
    settle(item, { status: 'running', ...(runId !== undefined && { runId }) });
  }

  /** Does what is due: notes what has ended, and begins the next. */
  function advanceQueue(): void {
    if (!get().queue.isGoing || get().engine.backend === undefined) return;
    const running = runningItem(get().queue);
    if (running !== undefined) {
      const outcome = outcomeOf(running);
      if (outcome === undefined) return;
      settle(running, outcome);
    }
    const { queue, runs } = get();
    if (isActive(currentRun(runs))) return;
    const next = nextItem(queue);
    if (next === undefined) set({ queue: { ...queue, isGoing: false } });
    else begin(next);
  }

  return {
    advanceQueue,

    addToQueue(configs: readonly RunConfig[]) {
      const items = configs.map((config): QueueItem => ({ id: newId(), config, status: 'waiting' }));
      set({ queue: withItems(get().queue, items) });
    },

    startQueue() {
      const { queue, runs } = get();
      set({ queue: { ...queue, isGoing: true } });
      const run = currentRun(runs);
      if (run?.status === 'paused' && run.id === runningItem(queue)?.runId) steer('resume');
      advanceQueue();
    },

    /** The training under way is paused, and none follows. */
    pauseQueue() {
      const { queue, runs } = get();
      set({ queue: { ...queue, isGoing: false } });
      if (currentRun(runs)?.id === runningItem(queue)?.runId) steer('pause');
    },

    moveInQueue(id: string, by: -1 | 1) {
      set({ queue: moved(get().queue, id, by) });
    },

    removeFromQueue(id: string) {
      set({ queue: without(get().queue, id) });
    },

    /** What has come to its end leaves; the runs themselves stay. */
    clearQueue() {
      const { queue } = get();
      const items = queue.items.filter(({ status }) => status === 'waiting' || status === 'running');
      set({ queue: items.length === 0 ? EMPTY_QUEUE : { ...queue, items } });
    },

    /** Puts every run of the queue side by side. */
    compareQueue() {
      const { queue, compare } = get();
      const { baselineId: _, ...rest } = compare;
      set({ compare: { ...rest, runIds: queue.items.flatMap(({ runId }) => runId ?? []) } });
    },
  };
}
