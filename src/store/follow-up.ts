import type { StoreApi } from 'zustand/vanilla';
import type { ErrorCode } from '#protocol/errors.ts';
import type { EngineEvent } from '#protocol/events.ts';
import type { Actions } from './actions.ts';
import { chosenDataset } from './dataset.ts';
import type { AppState } from './state.ts';

const UNREACHABLE: ReadonlySet<ErrorCode> = new Set(['offline', 'downloadFailed', 'downloadCorrupt']);

/** What the page does by itself after an event; `before` is the state that the event found. */
export function followUp(
  before: AppState,
  event: EngineEvent,
  state: StoreApi<AppState>,
  actions: Actions,
): void {
  const { dataset, run, engine } = state.getState();
  switch (event.type) {
    case 'datasetLoaded':
      if (dataset.status === 'ready' && run.status === 'waiting') actions.startWaitingRun();
      break;
    case 'datasetFailed':
      if (event.requestId !== before.dataset.requestId) break;
      // On the first visit without the network nobody has chosen MNIST yet: something trainable takes its place.
      if (
        dataset.summary === undefined &&
        chosenDataset(dataset) === 'mnist' &&
        dataset.source?.kind === 'builtIn' &&
        before.dataset.isAutomatic &&
        UNREACHABLE.has(event.error.code)
      ) {
        actions.loadDigitsInstead(event.error);
      } else if (run.status === 'waiting') {
        actions.abandonWaitingRun(event.error);
      }
      break;
    case 'engineCrashed':
      // The new worker is as empty as the first one was.
      if (before.engine.backend !== undefined && engine.backend === undefined) actions.restart();
      break;
    default:
  }
}
