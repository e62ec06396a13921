import { isOwn, isSameDataset } from '#protocol/data.ts';
import type { EngineError } from '#protocol/errors.ts';
import type { ChangeRun } from '#protocol/run.ts';
import { readyData } from '#store/dataset.ts';
import { isActive } from '#store/run.ts';
import { currentRun, putCurrent } from '#store/runs.ts';
import type { ActionContext } from './context.ts';
import { load, waitForFiles } from './data.ts';

export function listRuns({ send, newId }: ActionContext): void {
  send({ type: 'listRuns', requestId: newId() });
}

export function keptRunActions(context: ActionContext) {
  const { get, set, send, newId } = context;

  /** Asks the engine for the run, once its data is loaded. */
  function continueOpening() {
    const { keptRuns, dataset, draft } = get();
    const { opening } = keptRuns;
    const data = readyData(dataset);
    if (opening === undefined || opening.requestId !== undefined || data === undefined) return;
    if (!isSameDataset(data.config, draft.dataset)) return;
    const requestId = newId();
    set({ keptRuns: { ...keptRuns, opening: { ...opening, requestId } } });
    send({ type: 'openRun', requestId, runId: opening.runId });
  }

  function forgetRemoved() {
    const { removedId } = get().keptRuns;
    if (removedId !== undefined) send({ type: 'forgetRun', requestId: newId(), runId: removedId });
  }

  return {
    continueOpening,

    listRuns() {
      listRuns(context);
    },

    /** Brings a kept run back with its set-up and its data, and goes on with it where that is wished. */
    openRun(runId: string, goesOn: boolean) {
      const { keptRuns, runs, draft, dataset } = get();
      const config = keptRuns.runs.find(({ id }) => id === runId)?.config ?? runs.byId[runId]?.config;
      const current = currentRun(runs);
      if (config === undefined || (isActive(current) && current?.id !== runId)) return;
      const opening = { runId, goesOn, requestId: undefined };
      set({ keptRuns: { ...keptRuns, opening, error: undefined }, draft: { ...config } });
      const loaded = dataset.status === 'loading' ? draft.dataset : dataset.summary?.config;
      if (loaded !== undefined && isSameDataset(loaded, config.dataset)) continueOpening();
      else if (isOwn(config.dataset)) waitForFiles(context, config.dataset);
      else load(context, { kind: 'registered', config: config.dataset });
    },

    /** What was to come back cannot. */
    abandonOpening(error: EngineError) {
      const { keptRuns, runs } = get();
      const { opening } = keptRuns;
      if (opening === undefined) return;
      set({ keptRuns: { ...keptRuns, opening: undefined, error } });
      const run = runs.byId[opening.runId];
      // The worker died with its net.
      if (run?.status === 'starting') set({ runs: putCurrent(runs, { ...run, status: 'failed', error }) });
    },

    refuseOffer() {
      set({ keptRuns: { ...get().keptRuns, isOfferRefused: true } });
    },

    changeRun(runId: string, change: ChangeRun['change']) {
      send({ type: 'changeRun', requestId: newId(), runId, change });
    },

    /** Can be undone until another run is removed, or the place is left. */
    removeRun(runId: string) {
      forgetRemoved();
      set({ keptRuns: { ...get().keptRuns, removedId: runId } });
    },

    undoRemoval() {
      set({ keptRuns: { ...get().keptRuns, removedId: undefined } });
    },

    forgetRemoved,

    /** The page may be gone soon. */
    keepNow() {
      const run = currentRun(get().runs);
      if (run !== undefined && isActive(run)) send({ type: 'keepRun', runId: run.id });
    },
  };
}
