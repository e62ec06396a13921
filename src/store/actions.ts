import type { StoreApi } from 'zustand/vanilla';
import type { Architecture } from '#models/catalog.ts';
import type { Recipe } from '#models/recipe.ts';
import { findArchitecture } from '#models/registry.ts';
import type { DatasetConfig, DatasetSource, ImageChanges } from '#protocol/data.ts';
import type { EngineError } from '#protocol/errors.ts';
import type { RunConfig, Split } from '#protocol/run-config.ts';
import type { Send } from './app-store.ts';
import { beginLoading, currentSource } from './dataset.ts';
import { beginEvaluation } from './evaluation.ts';
import { type NetForm, trainableModel } from './net-form.ts';
import type { Permalink, Place } from './permalink.ts';
import type { PicturePlace } from './pictures.ts';
import { hasNet, initialRun, intendedStatus, isActive } from './run.ts';
import { defaultConfig } from './set-up.ts';
import type { Settings } from './settings.ts';
import { initialSpeed } from './speed.ts';
import type { AppState } from './state.ts';
import type { ZooState } from './zoo.ts';

export type Actions = ReturnType<typeof createActions>;

/** What a person can ask for: each intent changes the state at once and sends the engine its command. */
export function createActions(state: StoreApi<AppState>, send: Send, newId: () => string) {
  const get = () => state.getState();
  const set = (change: Partial<AppState>) => state.setState(change);

  function selectBackend() {
    const { backend, threads } = get().settings;
    send({ type: 'selectBackend', preference: backend, threads });
  }

  function cancelLoading() {
    const { dataset } = get();
    if (dataset.status === 'loading') send({ type: 'cancelLoading', requestId: dataset.requestId });
  }

  function load(source: DatasetSource, how: { isAutomatic?: boolean; fallbackReason?: EngineError } = {}) {
    const requestId = newId();
    // The engine holds what arrives last: an earlier load must not come in after this one.
    cancelLoading();
    set({ dataset: beginLoading(get().dataset, requestId, source, how) });
    send({ type: 'loadDataset', requestId, source });
  }

  /** The set-up of a run on the data that is really loaded, which may stand in for what was chosen. */
  function configToRun(): RunConfig {
    const { draft, dataset } = get();
    const source = currentSource(dataset);
    return source?.kind === 'builtIn'
      ? { ...draft, dataset: source.config }
      : { ...draft, dataset: { id: 'mnist' } };
  }

  function begin() {
    const runId = newId();
    const config = configToRun();
    set({
      run: { ...initialRun, status: 'starting', runId, config, loadId: get().dataset.loadId },
      drawing: { ...get().drawing, answer: undefined },
    });
    send({ type: 'startTraining', runId, config });
  }

  return {
    /** The page has opened: choose a backend and fetch the data of the set-up. */
    open() {
      selectBackend();
      load({ kind: 'builtIn', config: get().draft.dataset }, { isAutomatic: true });
    },

    /** A new worker has taken the place of a dead one. */
    restart() {
      selectBackend();
      const { source } = get().dataset;
      if (source !== undefined) load(source);
    },

    /** Shows a place; in the zoo, the gallery. */
    goTo(place: Place) {
      set({ place, zoo: { ...get().zoo, net: undefined } });
    },

    /** Opens a net's page in the zoo, or changes the form that is shown there. */
    showNet(net: NetForm) {
      set({ place: 'zoo', zoo: { ...get().zoo, net } });
    },

    changeGallery(change: Partial<Omit<ZooState, 'net'>>) {
      set({ zoo: { ...get().zoo, ...change } });
    },

    /** Takes a net over to Train, in its form as far as the images there allow. */
    trainNet(form: NetForm) {
      const { dataset } = get().draft;
      const config = defaultConfig(findArchitecture(form.id));
      set({
        place: 'train',
        zoo: { ...get().zoo, net: undefined },
        draft: { ...config, dataset, model: trainableModel(form) },
      });
    },

    /** The address bar has changed under the page. */
    followPermalink({ place, config, net }: Permalink) {
      const { draft: before, zoo, run } = get();
      // A run keeps its data, and the address names them again.
      const dataset = isActive(run) ? before.dataset : config.dataset;
      set({ place, draft: { ...config, dataset }, zoo: { ...zoo, net } });
      if (JSON.stringify(before.dataset) !== JSON.stringify(dataset)) {
        load({ kind: 'builtIn', config: dataset });
      }
    },

    changeSettings(change: Partial<Settings>) {
      const settings = { ...get().settings, ...change };
      set({ settings });
      if (change.backend !== undefined || change.threads !== undefined) selectBackend();
    },

    changeDraft(change: Partial<RunConfig>) {
      set({ draft: { ...get().draft, ...change } });
    },

    changeRecipe(change: Partial<Recipe>) {
      const { draft } = get();
      set({ draft: { ...draft, recipe: { ...draft.recipe, ...change } } });
    },

    chooseModel(architecture: Architecture) {
      const { dataset } = get().draft;
      set({ draft: { ...defaultConfig(architecture), dataset } });
    },

    chooseDataset(config: DatasetConfig) {
      set({ draft: { ...get().draft, dataset: config } });
      load({ kind: 'builtIn', config });
    },

    loadFiles(files: readonly File[]) {
      load({ kind: 'files', files });
    },

    retryLoading() {
      const { source } = get().dataset;
      if (source !== undefined) load(source);
    },

    cancelLoading,

    loadDigitsInstead(fallbackReason: EngineError) {
      load({ kind: 'builtIn', config: { id: 'digits' } }, { fallbackReason });
    },

    forgetMnist() {
      const requestId = newId();
      set({ dataset: { ...get().dataset, requestId } });
      send({ type: 'forgetDataset', requestId, dataset: 'mnist' });
    },

    readPictures(
      place: PicturePlace,
      split: 'train' | 'test',
      indices: readonly number[],
      changes?: ImageChanges,
    ) {
      const requestId = newId();
      const { pictures } = get();
      set({ pictures: { ...pictures, [place]: { ...pictures[place], requestId, split, error: undefined } } });
      send({ type: 'readImages', requestId, split, indices, ...(changes === undefined ? {} : { changes }) });
    },

    measureSpeed() {
      const { run, draft } = get();
      if (isActive(run)) return;
      const requestId = newId();
      set({ speed: { ...initialSpeed, requestId, config: draft, status: 'measuring' } });
      send({ type: 'measureSpeed', requestId, config: configToRun() });
    },

    /** Starts a run, now or as soon as the data is there. */
    train() {
      const { run, dataset } = get();
      if (isActive(run)) return;
      if (dataset.summary !== undefined && dataset.status !== 'loading') begin();
      else {
        set({ run: { ...initialRun, status: 'waiting', config: configToRun() } });
        if (dataset.status !== 'loading' && dataset.source !== undefined) load(dataset.source);
      }
    },

    startWaitingRun: begin,

    abandonWaitingRun(error: EngineError) {
      set({ run: { ...get().run, status: 'failed', error } });
    },

    steer(intent: 'pause' | 'resume' | 'stop') {
      const { run } = get();
      const { status, runId } = run;
      if (status === 'waiting' && intent === 'stop') {
        set({ run: initialRun });
        return;
      }
      const next = intendedStatus(run, intent);
      if (next === undefined) return;
      set({ run: { ...run, status: next } });
      send({ type: `${intent}Training`, runId });
    },

    chooseSplit(split: Split) {
      set({ evaluation: { ...get().evaluation, split } });
    },

    evaluate() {
      const { run, evaluation } = get();
      if (!hasNet(run)) return;
      const requestId = newId();
      set({ evaluation: beginEvaluation(evaluation, requestId) });
      send({ type: 'evaluate', requestId, runId: run.runId, split: evaluation.split });
    },

    cancelEvaluation() {
      const { status, requestId } = get().evaluation;
      if (status === 'running') send({ type: 'cancelEvaluation', requestId });
    },

    /** `ink` is moved to the engine: the caller gives it away. */
    classifyDrawing(width: number, height: number, ink: Uint8Array<ArrayBuffer>) {
      const { run, drawing } = get();
      if (!hasNet(run)) return;
      const requestId = newId();
      set({ drawing: { ...drawing, requestId } });
      const { runId } = run;
      send({ type: 'classifyDrawing', requestId, runId, width, height, ink }, [ink.buffer]);
    },

    clearDrawing() {
      set({ drawing: { requestId: '', answer: undefined, error: undefined } });
    },
  };
}
