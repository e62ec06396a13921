import type { DatasetSummary } from '#protocol/data.ts';
import type { EngineError } from '#protocol/errors.ts';
import type { RunConfig } from '#protocol/run-config.ts';
import { isAwaitingFiles, readyData } from '#store/dataset.ts';
import { initialDrawing } from '#store/drawing.ts';
import { initialLive } from '#store/live.ts';
import { createRun, intendedStatus, isActive } from '#store/run.ts';
import { currentRun, putCurrent, removeRun } from '#store/runs.ts';
import { initialSpeed, speedOfSteps } from '#store/speed.ts';
import { knownStepMs } from '#store/timings.ts';
import { settleBackend } from './backend.ts';
import type { ActionContext } from './context.ts';
import { load } from './data.ts';

/** The set-up on the data that is really loaded, which may stand in for what was chosen. */
const configOn = (draft: RunConfig, { config }: DatasetSummary): RunConfig => ({ ...draft, dataset: config });

/** Starts a run, or lets it wait until the backends have been compared for it. */
function begin(context: ActionContext, runId: string, data: DatasetSummary): void {
  const { get, set, send } = context;
  const { draft, runs, evaluation } = get();
  const config = configOn(draft, data);
  if (!settleBackend(context, config, data)) {
    set({ runs: putCurrent(runs, createRun(runId, 'waiting', config, data)), live: initialLive });
    return;
  }
  set({
    runs: putCurrent(runs, createRun(runId, 'starting', config, data)),
    live: initialLive,
    drawing: initialDrawing,
    evaluation: { ...evaluation, error: undefined },
  });
  send({ type: 'startTraining', runId, config });
}

export function runActions(context: ActionContext) {
  const { get, set, send, newId } = context;
  return {
    /** Starts a run, now or as soon as the data is there. */
    train() {
      const { runs, dataset, draft } = get();
      if (isActive(currentRun(runs)) || isAwaitingFiles(dataset)) return;
      const runId = newId();
      const data = readyData(dataset);
      if (data !== undefined) {
        begin(context, runId, data);
        return;
      }
      const run = createRun(runId, 'waiting', draft, undefined);
      set({ runs: putCurrent(runs, run), live: initialLive });
      if (dataset.status !== 'loading' && dataset.source !== undefined) load(context, dataset.source);
    },

    startWaitingRun() {
      const { runs, dataset } = get();
      const run = currentRun(runs);
      const data = readyData(dataset);
      if (run?.status === 'waiting' && data !== undefined) begin(context, run.id, data);
    },

    abandonWaitingRun(error: EngineError) {
      const { runs } = get();
      const run = currentRun(runs);
      if (run?.status === 'waiting') set({ runs: putCurrent(runs, { ...run, status: 'failed', error }) });
    },

    steer(intent: 'pause' | 'resume' | 'stop') {
      const { runs } = get();
      const run = currentRun(runs);
      if (run === undefined) return;
      if (run.status === 'waiting' && intent === 'stop') {
        set({ runs: removeRun(runs, run.id) });
        return;
      }
      const status = intendedStatus(run, intent);
      if (status === undefined) return;
      set({ runs: putCurrent(runs, { ...run, status }) });
      send({ type: `${intent}Training`, runId: run.id });
    },

    /** How long an epoch takes here: as the comparison of the backends has shown, or measured anew. */
    measureSpeed() {
      const { runs, draft, dataset, engine, timings } = get();
      const data = readyData(dataset);
      // A comparison that is under way will show it.
      if (isActive(currentRun(runs)) || data === undefined || timings.request !== undefined) return;
      const config = configOn(draft, data);
      const stepMs = engine.backend && knownStepMs(timings, config, data, engine.backend);
      if (stepMs !== undefined) {
        set({ speed: speedOfSteps(draft, data, stepMs) });
        return;
      }
      const requestId = newId();
      set({ speed: { ...initialSpeed, requestId, config: draft, status: 'measuring' } });
      send({ type: 'measureSpeed', requestId, config });
    },
  };
}
