import type { Command } from '#protocol/commands.ts';
import { isOwn, isSameDataset } from '#protocol/data.ts';
import type { EngineError } from '#protocol/errors.ts';
import type { ChangeRun, Weights } from '#protocol/kept-run.ts';
import type { RecipeChange } from '#protocol/run.ts';
import type { RunConfig } from '#protocol/run-config.ts';
import { readyData } from '#store/dataset.ts';
import { isActive } from '#store/run.ts';
import { currentRun, putCurrent } from '#store/runs.ts';
import type { ActionContext } from './context.ts';
import { load, waitForFiles } from './data.ts';

export interface OpenManner {
  /** Trains at once when it is there, by its recipe but for this; only shows it when absent. */
  readonly goesOn?: RecipeChange;
  readonly weights?: Weights;
}

export function listRuns({ send, newId }: ActionContext): void {
  send({ type: 'listRuns', requestId: newId() });
}

/** Loads the data of a set-up, where they are not there. */
function loadFor(context: ActionContext, { dataset: wanted }: RunConfig): 'there' | 'coming' {
  const { dataset, draft } = context.get();
  const loaded = dataset.status === 'loading' ? draft.dataset : dataset.summary?.config;
  if (loaded !== undefined && isSameDataset(loaded, wanted)) return 'there';
  if (isOwn(wanted)) waitForFiles(context, wanted);
  else load(context, { kind: 'registered', config: wanted });
  return 'coming';
}

export function keptRunActions(context: ActionContext) {
  const { get, set, send, newId } = context;

  const change = (change: Partial<ReturnType<typeof get>['keptRuns']>) =>
    set({ keptRuns: { ...get().keptRuns, ...change } });

  const configOf = (runId: string): RunConfig | undefined => {
    const { keptRuns, runs } = get();
    return keptRuns.runs.find(({ id }) => id === runId)?.config ?? runs.byId[runId]?.config;
  };

  /** Sends a request whose failure is shown among the runs. */
  function request(command: (requestId: string) => Command): string {
    const requestId = newId();
    change({ requests: [...get().keptRuns.requests, requestId], error: undefined });
    send(command(requestId));
    return requestId;
  }

  /** Asks the engine for the run, once its data is loaded. */
  function continueOpening() {
    const { keptRuns, dataset, draft } = get();
    const { opening } = keptRuns;
    const data = readyData(dataset);
    if (opening === undefined || opening.requestId !== undefined || data === undefined) return;
    if (!isSameDataset(data.config, draft.dataset)) return;
    const requestId = newId();
    const { runId, weights } = opening;
    change({ opening: { ...opening, requestId } });
    send({ type: 'openRun', requestId, runId, weights });
  }

  function forgetRemoved() {
    const { removedId } = get().keptRuns;
    if (removedId !== undefined) request((requestId) => ({ type: 'forgetRun', requestId, runId: removedId }));
  }

  return {
    continueOpening,

    listRuns() {
      listRuns(context);
    },

    /** Brings a kept run back with its set-up and its data, and goes on with it where that is wished. */
    openRun(runId: string, { goesOn, weights = 'newest' }: OpenManner = {}) {
      const { runs } = get();
      const config = configOf(runId);
      const current = currentRun(runs);
      if (config === undefined || (isActive(current) && current?.id !== runId)) return;
      const opening = { runId, goesOn, weights, requestId: undefined };
      change({ opening, error: undefined });
      const data = loadFor(context, config);
      set({ draft: { ...config } });
      if (data === 'there') continueOpening();
    },

    /** The run that was to go on has come back. */
    goOnWithOpened(runId: string, recipe: RecipeChange) {
      const { runs } = get();
      const run = runs.byId[runId];
      if (run === undefined) return;
      set({ runs: putCurrent(runs, { ...run, status: 'starting' }) });
      if (Object.keys(recipe).length === 0) send({ type: 'resumeTraining', runId });
      else send({ type: 'continueTraining', runId, change: recipe });
    },

    /** What was to come back cannot. */
    abandonOpening(error: EngineError) {
      const { keptRuns, runs } = get();
      const { opening } = keptRuns;
      if (opening === undefined) return;
      change({ opening: undefined, error });
      const run = runs.byId[opening.runId];
      // The worker died with its net.
      if (run?.status === 'starting') set({ runs: putCurrent(runs, { ...run, status: 'failed', error }) });
    },

    /** Shows a run that another tab trains. */
    watchRun(runId: string) {
      const config = configOf(runId);
      if (config === undefined || isActive(currentRun(get().runs))) return;
      request((requestId) => ({ type: 'watchRun', requestId, runId }));
    },

    /** Takes a run's set-up over to Train, to begin again with changes. */
    beginAgain(runId: string) {
      const config = configOf(runId);
      if (config === undefined || isActive(currentRun(get().runs))) return;
      loadFor(context, config);
      set({ draft: { ...config }, place: 'train' });
    },

    refuseOffer() {
      change({ isOfferRefused: true });
    },

    changeRun(runId: string, change: ChangeRun['change']) {
      request((requestId) => ({ type: 'changeRun', requestId, runId, change }));
    },

    exportRun(runId: string) {
      const requestId = request((requestId) => ({ type: 'exportRun', requestId, runId }));
      change({ moving: { requestId, kind: 'export' } });
    },

    importRun(file: File) {
      const runId = newId();
      const requestId = request((requestId) => ({ type: 'importRun', requestId, runId, file }));
      change({ moving: { requestId, kind: 'import' } });
    },

    /** Can be undone until another run is removed, or the place is left. */
    removeRun(runId: string) {
      forgetRemoved();
      change({ removedId: runId });
    },

    undoRemoval() {
      change({ removedId: undefined });
    },

    forgetRemoved,

    /** Deletes runs for good, so that what is in training is kept again. */
    makeRoom(runIds: readonly string[]) {
      for (const runId of runIds) request((requestId) => ({ type: 'forgetRun', requestId, runId }));
    },

    /** The page may be gone soon. */
    keepNow() {
      const run = currentRun(get().runs);
      if (run !== undefined && isActive(run)) send({ type: 'keepRun', runId: run.id });
    },

    /** What the browser said when it was asked not to delete what it keeps. */
    setProtection(isProtected: boolean) {
      change({ isProtected });
    },
  };
}
