import type { StoreApi } from 'zustand/vanilla';
import { isSameDataset } from '#protocol/data.ts';
import type { ErrorCode } from '#protocol/errors.ts';
import type { EngineEvent } from '#protocol/events.ts';
import type { Actions } from './actions.ts';
import type { DatasetState } from './dataset.ts';
import { DEFAULT_DATASET } from './default-dataset.ts';
import { isActive } from './run.ts';
import { currentRun } from './runs.ts';
import type { AppState } from './state.ts';

const UNREACHABLE: ReadonlySet<ErrorCode> = new Set(['offline', 'downloadFailed', 'downloadCorrupt']);

/** What the page does by itself after an event; `before` is the state that the event found. */
export function followUp(
  before: AppState,
  event: EngineEvent,
  state: StoreApi<AppState>,
  actions: Actions,
): void {
  const { dataset, engine, runs } = state.getState();
  switch (event.type) {
    case 'datasetLoaded':
      if (dataset.loadId !== event.requestId) break;
      actions.startWaitingRun();
      actions.continueOpening();
      actions.compareBackends();
      break;
    case 'backendSelected':
      // A GPU that was just lost is not tried again until the next run.
      if (event.backend.reason !== 'contextLost') actions.compareBackends();
      break;
    case 'backendsCompared':
      actions.startWaitingRun();
      actions.compareBackends();
      break;
    case 'runRestored': {
      const { opening } = before.keptRuns;
      if (opening?.runId === event.runId && opening.goesOn !== undefined)
        actions.goOnWithOpened(event.runId, opening.goesOn);
      // The page was closed after its last step, before it was measured.
      else if (event.run.status === 'finished' && event.run.evaluations.length === 0) actions.evaluateAtEnd();
      break;
    }
    case 'runImported':
      actions.listRuns();
      break;
    case 'runForgotten':
      // There may be room again for what is in training.
      actions.keepNow();
      break;
    case 'runNotKept':
      // What could make room is asked about: it must be known.
      actions.listRuns();
      break;
    case 'weightsLoaded':
      actions.goTo('evaluate');
      actions.listRuns();
      break;
    case 'trainingFailed':
      actions.listRuns();
      break;
    case 'requestFailed':
      if (event.requestId === before.timings.request?.requestId) {
        actions.startWaitingRun();
        break;
      }
      if (event.requestId === before.keptRuns.opening?.requestId) actions.abandonOpening(event.error);
      if (event.requestId !== before.dataset.requestId) break;
      if (isToBeReplaced(before.dataset, dataset) && UNREACHABLE.has(event.error.code)) {
        actions.loadGeneratedInstead(event.error);
      } else {
        actions.abandonWaitingRun(event.error);
        actions.abandonOpening(event.error);
      }
      break;
    case 'predictionsMade':
      actions.classifyDrawingAgain();
      break;
    case 'trainingEnded':
      actions.listRuns();
      actions.classifyDrawingAgain();
      if (event.runId === runs.currentId) actions.evaluateAtEnd();
      break;
    case 'engineCrashed':
      // The new worker is as empty as the first one was.
      if (before.engine.backend !== undefined && engine.backend === undefined) {
        actions.restart();
        bringBack(before, actions);
      }
      break;
    default:
  }
}

/** What was in training goes on from its newest checkpoint. */
function bringBack({ runs }: AppState, actions: Actions): void {
  const run = currentRun(runs);
  if (run === undefined || !run.isKept || run.watch !== undefined) return;
  actions.openRun(run.id, isActive(run) && run.status !== 'paused' ? { goesOn: {} } : {});
}

/** On the first visit without the network nobody has chosen the default set yet: something else takes its place. */
function isToBeReplaced({ isAutomatic }: DatasetState, { summary, source }: DatasetState): boolean {
  return (
    isAutomatic &&
    summary === undefined &&
    source?.kind === 'registered' &&
    isSameDataset(source.config, DEFAULT_DATASET)
  );
}
