import type { BackendInfo } from '#protocol/backend.ts';
import type { Command, CommandOf, CommandType } from '#protocol/commands.ts';
import type { DatasetConfig, DatasetSummary } from '#protocol/data.ts';
import type { EngineError } from '#protocol/errors.ts';
import type { EvaluationResult } from '#protocol/evaluation.ts';
import { createAppStore } from '#store/app-store.ts';
import { parsePermalink } from '#store/permalink.ts';
import { currentRun } from '#store/runs.ts';
import type { SettingsStorage } from '#store/settings.ts';
import { answersOf } from './answers.ts';

export const BACKEND: BackendInfo = {
  name: 'wasm',
  preference: 'auto',
  reason: 'noGpu',
  renderer: '',
  threads: 2,
  simd: true,
  crossOriginIsolated: true,
  candidates: ['wasm'],
};

export const OFFLINE: EngineError = { code: 'offline', details: {} };

export const ownFiles = (name: string, digit: string) =>
  ({ id: 'own', name, fingerprint: digit.repeat(64) }) as const;

export function summaryOf(config: DatasetConfig, change: Partial<DatasetSummary> = {}): DatasetSummary {
  const isOwn = config.id === 'own';
  return {
    config,
    height: 28,
    width: 28,
    channels: 1,
    classNames: [...'0123456789'],
    trainCount: 1000,
    testCount: 100,
    trainHistogram: Array(10).fill(100),
    testHistogram: Array(10).fill(10),
    mean: [0.13],
    deviation: [0.31],
    fingerprint: 'fingerprint' in config ? config.fingerprint : config.id,
    origin: isOwn ? 'files' : config.id === 'digits' ? 'generated' : 'server',
    kept: config.id === 'mnist',
    skippedCount: 0,
    skipped: [],
    notes: [],
    ...change,
  };
}

export function resultOf(change: Partial<EvaluationResult> = {}): EvaluationResult {
  return {
    split: 'test',
    step: 30,
    images: 100,
    loss: 0.2,
    top1Error: 0.05,
    top5Error: 0,
    elapsedMs: 10,
    ...change,
  };
}

/** A store whose page was opened at an address, and an engine that the test speaks for. */
export function openStore(hash = '', storage?: SettingsStorage) {
  const sent: Command[] = [];
  let count = 0;
  const store = createAppStore({
    send: (command) => sent.push(command),
    settings: {
      language: 'en',
      theme: 'auto',
      backend: 'auto',
      threads: 0,
      isDrawerOpen: true,
      explainsTerms: true,
    },
    permalink: parsePermalink(hash),
    storage,
    newId: () => `id-${++count}`,
  });
  const state = () => store.state.getState();
  const sentOf = <Type extends CommandType>(type: Type) =>
    sent.filter((command): command is CommandOf<Type> => command.type === type);
  const run = () => currentRun(state().runs);

  store.actions.open();
  store.receive({ type: 'backendSelected', backend: BACKEND });
  return {
    store,
    actions: store.actions,
    sent,
    sentOf,
    state,
    run,
    /** The data that was asked for last arrives. */
    deliver(config: DatasetConfig, change: Partial<DatasetSummary> = {}) {
      const { requestId } = state().dataset;
      store.receive({ type: 'datasetLoaded', requestId, summary: summaryOf(config, change) });
    },
    failLoading(error: EngineError, requestId = state().dataset.requestId) {
      store.receive({ type: 'requestFailed', requestId, error });
    },
    /** Presses Train, and the engine begins. */
    train({ validationCount = 50 } = {}) {
      store.actions.train();
      const { id: runId } = run()!;
      store.receive({
        type: 'trainingStarted',
        runId,
        backend: BACKEND,
        plan: {
          stepsPerEpoch: 10,
          totalSteps: 30,
          trainCount: 950,
          validationCount,
          evaluationBatchSize: 256,
        },
      });
      return runId;
    },
    measure(runId: string, step: number) {
      store.receive({
        type: 'stepsMeasured',
        runId,
        points: [{ step, loss: 1, top1Error: 0.5, learningRate: 0.1 }],
        epoch: 1,
        imagesPerSecond: 100,
        remainingMs: 1000,
      });
    },
    /** It comes to its end; the measurement that then begins by itself is given up, unless `measures`. */
    finish(runId: string, step = 30, { measures = false } = {}) {
      store.receive({ type: 'trainingEnded', runId, outcome: 'finished', step, elapsedMs: 1 });
      const { request } = state().evaluation;
      if (measures || request === undefined) return;
      const error = { code: 'cancelled', details: {} } as const;
      store.receive({ type: 'requestFailed', requestId: request.requestId, error });
    },
    /** Measures the current run's net, unless that is under way, and the engine answers. */
    evaluate(change: Partial<EvaluationResult> = {}, answers = answersOf([[1]])) {
      store.actions.evaluate();
      const { requestId, runId, split } = sentOf('evaluate').at(-1)!;
      const result = resultOf({ split, ...change });
      store.receive({ type: 'evaluationEnded', requestId, runId, result, answers });
    },
  };
}

export type OpenStore = ReturnType<typeof openStore>;
