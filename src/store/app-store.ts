import { createStore, type StoreApi } from 'zustand/vanilla';
import type { EngineEvent } from '#protocol/events.ts';
import type { Send } from './actions/context.ts';
import { type Actions, createActions } from './actions.ts';
import { CurvesByRun, recordCurves } from './curves.ts';
import { followUp } from './follow-up.ts';
import type { Permalink } from './permalink.ts';
import { loadQueue, mayAdvance, saveQueue } from './queue.ts';
import { randomId } from './random-id.ts';
import { runOf } from './runs.ts';
import { type Settings, type SettingsStorage, saveSettings } from './settings.ts';
import { type AppState, applyEvent, initialState } from './state.ts';
import { loadTimings, saveTimings } from './timings.ts';

export interface AppStore {
  readonly state: StoreApi<AppState>;
  readonly curves: CurvesByRun;
  readonly actions: Actions;
  /** Takes in what the engine reports. */
  receive(event: EngineEvent): void;
}

export interface AppStoreOptions {
  readonly send: Send;
  readonly settings: Settings;
  readonly permalink: Permalink;
  readonly storage?: SettingsStorage | undefined;
  /** A new id for a run or request; unique within the page. */
  readonly newId?: () => string;
}

export function createAppStore(options: AppStoreOptions): AppStore {
  const { send, settings, permalink, storage, newId = randomId } = options;
  const state = createStore<AppState>(() =>
    initialState({ settings, permalink, timings: loadTimings(storage), queue: loadQueue(storage) }),
  );
  const curves = new CurvesByRun();
  const get = () => state.getState();
  const set = (change: Partial<AppState>) => state.setState(change);
  const actions = createActions({ get, set, send, newId });
  state.subscribe((now, before) => {
    if (now.settings !== before.settings) saveSettings(storage, now.settings);
    if (now.timings.known !== before.timings.known) saveTimings(storage, now.timings);
    if (now.queue !== before.queue) saveQueue(storage, now.queue);
  });
  return {
    state,
    curves,
    actions,
    receive(event) {
      const before = state.getState();
      state.setState(applyEvent(before, event), true);
      const run = runOf(state.getState().runs, event);
      if (run !== undefined) recordCurves(curves.of(run.id), event);
      followUp(before, event, state, actions);
      if (mayAdvance(event)) actions.advanceQueue();
    },
  };
}
