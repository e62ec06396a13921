import { beforeEach, describe, expect, it } from 'vitest';
import { findArchitecture } from '#models/registry.ts';
import type { BackendInfo } from '#protocol/backend.ts';
import type { Command } from '#protocol/commands.ts';
import type { DatasetSummary } from '#protocol/data.ts';
import type { EngineError } from '#protocol/errors.ts';
import { type AppStore, createAppStore } from '#store/app-store.ts';
import { publishedForm } from '#store/net-form.ts';
import { parsePermalink } from '#store/permalink.ts';

const BACKEND: BackendInfo = {
  name: 'wasm',
  preference: 'auto',
  reason: 'noGpu',
  renderer: '',
  threads: 2,
  simd: true,
  crossOriginIsolated: true,
};

const summary = (id: DatasetSummary['id']): DatasetSummary => ({
  id,
  height: 28,
  width: 28,
  channels: 1,
  classNames: [...'0123456789'],
  trainCount: 1000,
  testCount: 100,
  trainHistogram: Array(10).fill(100),
  testHistogram: Array(10).fill(10),
  mean: 0.13,
  deviation: 0.31,
  origin: id === 'digits' ? 'generated' : 'server',
  kept: id === 'mnist',
});

const OFFLINE: EngineError = { code: 'offline', details: {} };

let store: AppStore;
let sent: Command[];

function open(hash = '') {
  sent = [];
  let count = 0;
  store = createAppStore({
    send: (command) => sent.push(command),
    settings: { language: 'en', theme: 'auto', backend: 'auto', threads: 0 },
    permalink: parsePermalink(hash),
    newId: () => `id-${++count}`,
  });
  store.actions.open();
  store.receive({ type: 'backendSelected', backend: BACKEND });
}

const state = () => store.state.getState();
const sentOf = <Type extends Command['type']>(type: Type) =>
  sent.filter((command): command is Extract<Command, { type: Type }> => command.type === type);
const deliver = (id: DatasetSummary['id']) =>
  store.receive({ type: 'datasetLoaded', requestId: state().dataset.requestId, summary: summary(id) });

function startRun() {
  deliver('mnist');
  store.actions.train();
  const { runId } = state().run;
  store.receive({
    type: 'trainingStarted',
    runId,
    backend: BACKEND,
    stepsPerEpoch: 10,
    totalSteps: 30,
    trainCount: 950,
    validationCount: 50,
  });
  return runId;
}

const measure = (runId: string, step: number) =>
  store.receive({
    type: 'stepsMeasured',
    runId,
    points: [{ step, loss: 1, top1Error: 0.5, learningRate: 0.1 }],
    epoch: 1,
    imagesPerSecond: 100,
    remainingMs: 1000,
  });

beforeEach(() => open());

describe('opening the page', () => {
  it('asks for a backend and for MNIST', () => {
    expect(sent).toEqual([
      { type: 'selectBackend', preference: 'auto', threads: 0 },
      { type: 'loadDataset', requestId: 'id-1', source: { kind: 'builtIn', config: { id: 'mnist' } } },
    ]);
  });

  it('asks for the chosen number of threads, on whichever backend was chosen', () => {
    store.actions.changeSettings({ backend: 'wasm' });
    store.actions.changeSettings({ threads: 2 });
    expect(sentOf('selectBackend').slice(1)).toEqual([
      { type: 'selectBackend', preference: 'wasm', threads: 0 },
      { type: 'selectBackend', preference: 'wasm', threads: 2 },
    ]);
  });

  it.each(['offline', 'downloadFailed'] as const)(
    'takes generated digits and says why when MNIST cannot be had (%s)',
    (code) => {
      const error = { code, details: { file: 'train-images-idx3-ubyte' } };
      store.receive({ type: 'datasetFailed', requestId: 'id-1', error });
      expect(sentOf('loadDataset').at(-1)?.source).toEqual({ kind: 'builtIn', config: { id: 'digits' } });
      deliver('digits');
      expect(state().dataset).toMatchObject({ status: 'ready', fallbackReason: error });
      expect(state().draft.dataset.id).toBe('mnist');
    },
  );

  it('does not take other data when the user asked for MNIST', () => {
    deliver('mnist');
    store.actions.chooseDataset({ id: 'mnist' });
    const requests = sentOf('loadDataset').length;
    store.receive({ type: 'datasetFailed', requestId: state().dataset.requestId, error: OFFLINE });
    expect(sentOf('loadDataset')).toHaveLength(requests);
    expect(state().dataset).toMatchObject({ status: 'failed', error: OFFLINE });
    expect(state().dataset.summary?.id).toBe('mnist');
  });
});

describe('pressing Train', () => {
  it('waits for the data and then starts by itself', () => {
    store.actions.train();
    expect(state().run.status).toBe('waiting');
    expect(sentOf('startTraining')).toHaveLength(0);
    deliver('mnist');
    expect(state().run.status).toBe('starting');
    expect(sentOf('startTraining')).toHaveLength(1);
  });

  it('trains on the generated digits that took the place of MNIST', () => {
    store.actions.train();
    store.receive({ type: 'datasetFailed', requestId: state().dataset.requestId, error: OFFLINE });
    deliver('digits');
    expect(sentOf('startTraining')[0]?.config.dataset).toEqual({ id: 'digits' });
  });

  it('fails with the reason when the data that it waits for does not come', () => {
    store.actions.chooseDataset({ id: 'mnist' });
    store.actions.train();
    store.receive({ type: 'datasetFailed', requestId: state().dataset.requestId, error: OFFLINE });
    expect(state().run).toMatchObject({ status: 'failed', error: OFFLINE });
  });

  it('can be taken back with Stop while it waits', () => {
    store.actions.train();
    store.actions.steer('stop');
    deliver('mnist');
    expect(state().run.status).toBe('none');
    expect(sentOf('startTraining')).toHaveLength(0);
  });

  it('does nothing while a run is under way', () => {
    startRun();
    store.actions.train();
    expect(sentOf('startTraining')).toHaveLength(1);
  });
});

describe('a run', () => {
  it('is paused, resumed and stopped only when that makes sense', () => {
    const runId = startRun();
    store.actions.steer('resume');
    store.actions.steer('pause');
    store.actions.steer('pause');
    expect(state().run.status).toBe('pausing');
    store.receive({ type: 'trainingPaused', runId, step: 4 });
    expect(state().run).toMatchObject({ status: 'paused', pausedStep: 4 });
    store.actions.steer('resume');
    store.receive({ type: 'trainingResumed', runId, step: 4 });
    expect(state().run.status).toBe('running');
    store.actions.steer('stop');
    store.receive({ type: 'trainingPaused', runId, step: 5 });
    expect(state().run.status).toBe('stopping');
    store.receive({ type: 'trainingEnded', runId, outcome: 'stopped', step: 5, elapsedMs: 900 });
    expect(state().run).toMatchObject({ status: 'stopped', elapsedMs: 900 });
    const steering = sent.map(({ type }) => type).filter((type) => /^(pause|resume|stop)/.test(type));
    expect(steering).toEqual(['pauseTraining', 'resumeTraining', 'stopTraining']);
  });

  it('ignores what is reported of an earlier run', () => {
    const earlier = startRun();
    store.receive({ type: 'trainingEnded', runId: earlier, outcome: 'finished', step: 30, elapsedMs: 1 });
    store.actions.train();
    measure(earlier, 30);
    store.receive({ type: 'trainingFailed', runId: earlier, step: 30, error: OFFLINE });
    expect(state().run.status).toBe('starting');
    expect(state().live.reading).toBeUndefined();
    expect(store.curves.length).toBe(0);
  });

  it('leaves the rest of the state untouched by a measured step', () => {
    const runId = startRun();
    const before = state();
    measure(runId, 1);
    const { live, ...rest } = state();
    const { live: liveBefore, ...restBefore } = before;
    expect(live).not.toBe(liveBefore);
    for (const key of Object.keys(rest) as (keyof typeof rest)[]) expect(rest[key]).toBe(restBefore[key]);
  });
});

describe('the speed of a set-up', () => {
  it('is measured on request and forgotten with other data', () => {
    deliver('mnist');
    store.actions.measureSpeed();
    const [request] = sentOf('measureSpeed');
    store.receive({ type: 'speedMeasured', requestId: 'stale', imagesPerSecond: 1, epochMs: 1 });
    expect(state().speed.status).toBe('measuring');
    const { requestId } = request!;
    store.receive({ type: 'speedMeasured', requestId, imagesPerSecond: 1000, epochMs: 60_000 });
    expect(state().speed).toMatchObject({ status: 'measured', epochMs: 60_000 });
    store.actions.chooseDataset({ id: 'digits' });
    deliver('digits');
    expect(state().speed.status).toBe('none');
  });
});

describe('evaluation', () => {
  it('is asked of the trained net, and an answer to an earlier request is ignored', () => {
    const runId = startRun();
    store.actions.evaluate();
    expect(sentOf('evaluate')).toHaveLength(0);
    store.receive({ type: 'trainingEnded', runId, outcome: 'finished', step: 30, elapsedMs: 1 });
    store.actions.chooseSplit('train');
    store.actions.evaluate();
    expect(sentOf('evaluate')[0]).toMatchObject({ runId, split: 'train' });
    store.receive({ type: 'evaluationProgressed', requestId: 'stale', done: 5, total: 10 });
    expect(state().evaluation.done).toBe(0);
  });
});

describe('loading data', () => {
  it('gives up the load under way before it asks for another', () => {
    store.actions.chooseDataset({ id: 'digits' });
    expect(sentOf('cancelLoading')).toEqual([{ type: 'cancelLoading', requestId: 'id-1' }]);
    store.receive({ type: 'datasetFailed', requestId: 'id-1', error: { code: 'cancelled', details: {} } });
    expect(state().dataset.status).toBe('loading');
  });

  it('trains on what is still there after files that could not be read', () => {
    deliver('mnist');
    store.actions.loadFiles([]);
    const error: EngineError = { code: 'fileMissing', details: { expected: 'images' } };
    store.receive({ type: 'datasetFailed', requestId: state().dataset.requestId, error });
    const requests = sentOf('loadDataset').length;
    store.actions.train();
    expect(sentOf('loadDataset')).toHaveLength(requests);
    expect(sentOf('startTraining')[0]?.config.dataset).toEqual({ id: 'mnist' });
  });

  it('forgets the kept copy and can bring it back', () => {
    deliver('mnist');
    store.actions.forgetMnist();
    store.receive({ type: 'datasetForgotten', requestId: state().dataset.requestId });
    expect(state().dataset).toMatchObject({ forgotten: true, summary: { kept: false } });
    store.actions.retryLoading();
    deliver('mnist');
    expect(state().dataset).toMatchObject({ forgotten: false, summary: { kept: true } });
  });
});

describe('a crash of the engine', () => {
  it('fails the run and sets the new engine up as the old one was', () => {
    startRun();
    sent.length = 0;
    const error: EngineError = { code: 'workerCrashed', details: { message: 'boom' } };
    store.receive({ type: 'engineCrashed', error });
    expect(state().run).toMatchObject({ status: 'failed', error });
    expect(sent.map(({ type }) => type)).toEqual(['selectBackend', 'loadDataset']);
  });
});

describe('the time of an epoch', () => {
  beforeEach(() => open());

  it('is measured for the set-up as it stands, on the data that is loaded', () => {
    deliver('digits');
    store.actions.measureSpeed();
    const [command] = sentOf('measureSpeed');
    expect(state().speed.status).toBe('measuring');
    store.receive({ type: 'speedMeasured', requestId: 'stale', imagesPerSecond: 1, epochMs: 1 });
    expect(state().speed.status).toBe('measuring');
    const requestId = command!.requestId;
    store.receive({ type: 'speedMeasured', requestId, imagesPerSecond: 2000, epochMs: 30_000 });
    expect(state().speed).toMatchObject({ status: 'measured', imagesPerSecond: 2000, epochMs: 30_000 });
    expect(state().speed.config).toBe(state().draft);
    store.actions.changeRecipe({ batchSize: 64 });
    expect(state().speed.config).not.toBe(state().draft);
  });

  it('is not measured while a net trains', () => {
    startRun();
    store.actions.measureSpeed();
    expect(sentOf('measureSpeed')).toEqual([]);
  });
});

describe('the pages of the zoo', () => {
  beforeEach(() => open());
  const net = publishedForm(findArchitecture('vgg16'));

  it('open a net, and the gallery again when the zoo is called up', () => {
    store.actions.changeGallery({ order: 'params', family: 'VGG' });
    store.actions.showNet(net);
    expect(state()).toMatchObject({ place: 'zoo', zoo: { net: { id: 'vgg16' } } });
    store.actions.goTo('zoo');
    expect(state().zoo).toMatchObject({ net: undefined, order: 'params', family: 'VGG' });
  });

  it('leave the set-up of Train alone until a net is taken there', () => {
    const before = state().draft;
    store.actions.showNet({ ...net, width: 0.5 });
    expect(state().draft).toBe(before);
    store.actions.trainNet({ ...net, width: 0.5 });
    expect(state().place).toBe('train');
    expect(state().draft).toMatchObject({ model: { id: 'vgg16', width: 0.5 }, dataset: before.dataset });
  });

  it('follow the address', () => {
    store.actions.followPermalink(parsePermalink('#zoo/resnet18?zoo.width=0.25'));
    expect(state().zoo.net).toMatchObject({ id: 'resnet18', width: 0.25 });
    store.actions.followPermalink(parsePermalink('#zoo'));
    expect(state().zoo.net).toBeUndefined();
  });

  it('follow the address but for the data while a run uses them', () => {
    startRun();
    const loads = sentOf('loadDataset').length;
    const { dataset } = state().draft;
    expect(dataset.id).toBe('mnist');
    store.actions.followPermalink(parsePermalink('#data?dataset=digits'));
    expect(state()).toMatchObject({ place: 'data', draft: { dataset } });
    expect(sentOf('loadDataset')).toHaveLength(loads);
  });
});
