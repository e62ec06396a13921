import { beforeEach, describe, expect, it } from 'vitest';
import type { ListedRun } from '#protocol/kept-run.ts';
import { expectedMs, gridConfigs, loadQueue } from '#store/queue.ts';
import { answersOf } from './answers.ts';
import { keptRun } from './kept-run.ts';
import { memoryStorage } from './memory-storage.ts';
import { OFFLINE, type OpenStore, openStore, resultOf } from './open-store.ts';

const MNIST = { id: 'mnist' } as const;
const grid = (netIds: readonly string[], seeds = 1) =>
  gridConfigs({ netIds, dataset: MNIST, epochs: 2, seeds, learningRates: [] });

let page: OpenStore;
let storage: ReturnType<typeof memoryStorage>;
beforeEach(() => {
  storage = memoryStorage();
  page = openStore('', storage);
  page.deliver(MNIST);
});

const statuses = (of = page) => of.state().queue.items.map(({ status }) => status);
const started = () => page.sentOf('startTraining');

/** The engine begins what was asked for last, and ends it; its net is measured. */
function complete(of = page): void {
  const runId = of.sentOf('startTraining').at(-1)!.runId;
  of.store.receive({ type: 'trainingEnded', runId, outcome: 'finished', step: 30, elapsedMs: 1 });
  expect(of.state().queue.items.find((item) => item.runId === runId)?.status).toBe('running');
  const { requestId } = of.sentOf('evaluate').at(-1)!;
  of.store.receive({
    type: 'evaluationEnded',
    requestId,
    runId,
    result: resultOf(),
    answers: answersOf([[1]]),
  });
}

describe('a grid', () => {
  it('is each net at each rate with each seed, with its own recipe else', () => {
    const configs = gridConfigs({
      netIds: ['lenet5', 'vgg11'],
      dataset: MNIST,
      epochs: 4,
      seeds: 2,
      learningRates: [0.1, 0.01],
    });
    const rows = configs.map(({ model, seed, recipe }) => [model.id, recipe.learningRate, seed]);
    expect(rows).toEqual([
      ['lenet5', 0.1, 1],
      ['lenet5', 0.1, 2],
      ['lenet5', 0.01, 1],
      ['lenet5', 0.01, 2],
      ['vgg11', 0.1, 1],
      ['vgg11', 0.1, 2],
      ['vgg11', 0.01, 1],
      ['vgg11', 0.01, 2],
    ]);
    expect(configs.every(({ recipe }) => recipe.epochs === 4)).toBe(true);
  });
});

describe('a queue', () => {
  it('trains one after the other, each when the one before has been measured', () => {
    page.actions.addToQueue(grid(['lenet5', 'vgg11'], 2));
    expect(started()).toEqual([]);
    page.actions.startQueue();
    for (let done = 1; done <= 4; done++) {
      expect(started()).toHaveLength(done);
      complete();
    }
    expect(started().map(({ config }) => [config.model.id, config.seed])).toEqual([
      ['lenet5', 1],
      ['lenet5', 2],
      ['vgg11', 1],
      ['vgg11', 2],
    ]);
    expect(statuses()).toEqual(Array(4).fill('finished'));
    expect(page.state().queue.isGoing).toBe(false);
    page.actions.compareQueue();
    expect(page.state().compare.runIds).toEqual(started().map(({ runId }) => runId));
  });

  it('goes on after a failure, which it records', () => {
    page.actions.addToQueue(grid(['lenet5', 'vgg11']));
    page.actions.startQueue();
    const error = { code: 'lossNotFinite', details: { step: 3 } } as const;
    const { runId } = started()[0]!;
    page.store.receive({ type: 'trainingFailed', runId, step: 3, error });
    // The engine goes back to the last sound checkpoint before it can do anything else.
    expect(started()).toHaveLength(1);
    const run = keptRun(runId, { status: 'failed', error });
    page.store.receive({ type: 'runRestored', runId, run, points: [], weights: 'newest' });
    expect(page.state().queue.items[0]).toMatchObject({ status: 'failed', error });
    expect(started()).toHaveLength(2);
    complete();
    expect(statuses()).toEqual(['failed', 'finished']);
  });

  it('goes on when data cannot be had', () => {
    page.actions.addToQueue([{ ...grid(['lenet5'])[0]!, dataset: { id: 'cifar10' } }, ...grid(['lenet5'])]);
    page.actions.startQueue();
    page.failLoading(OFFLINE);
    expect(page.state().queue.items[0]).toMatchObject({ status: 'failed', error: OFFLINE });
    expect(statuses()[1]).toBe('running');
  });

  it('that is paused pauses its training, and starts no other', () => {
    page.actions.addToQueue(grid(['lenet5', 'vgg11']));
    page.actions.startQueue();
    const { runId } = started()[0]!;
    page.store.receive({
      type: 'trainingStarted',
      runId,
      backend: keptRun(runId).backend,
      plan: keptRun(runId).plan,
    });
    page.actions.pauseQueue();
    expect(page.sentOf('pauseTraining')).toMatchObject([{ runId }]);
    page.store.receive({ type: 'trainingPaused', runId, step: 3 });
    page.actions.startQueue();
    expect(page.sentOf('resumeTraining')).toMatchObject([{ runId }]);
    page.actions.pauseQueue();
    complete();
    expect(started()).toHaveLength(1);
    page.actions.startQueue();
    expect(started()).toHaveLength(2);
  });

  it('is put in another order, shortened and added to while it goes', () => {
    page.actions.addToQueue(grid(['lenet5', 'vgg11', 'resnet20']));
    page.actions.startQueue();
    const [first, second, third] = page.state().queue.items;
    page.actions.moveInQueue(third!.id, -1);
    page.actions.moveInQueue(second!.id, 1);
    // The one under way keeps its place.
    page.actions.moveInQueue(third!.id, -1);
    page.actions.removeFromQueue(first!.id);
    page.actions.addToQueue(grid(['lenet5']));
    const ids = page.state().queue.items.map(({ config }) => config.model.id);
    expect(ids).toEqual(['lenet5', 'resnet20', 'vgg11', 'lenet5']);
    page.actions.removeFromQueue(second!.id);
    complete();
    expect(started().at(-1)?.config.model.id).toBe('resnet20');
    page.actions.clearQueue();
    expect(statuses()).toEqual(['running', 'waiting']);
  });

  it('leaves a training alone that somebody else has begun, and follows it', () => {
    const runId = page.train();
    page.actions.addToQueue(grid(['vgg11']));
    page.actions.startQueue();
    expect(started()).toHaveLength(1);
    page.finish(runId);
    expect(started()).toHaveLength(2);
  });
});

describe('a queue after the page was opened anew', () => {
  /** What the engine keeps of the run that was under way. */
  function openAnew(change: Partial<ListedRun> | undefined): OpenStore {
    page.actions.addToQueue(grid(['lenet5', 'vgg11']));
    page.actions.startQueue();
    const { runId, config } = started()[0]!;
    const again = openStore('', storage);
    const runs = change === undefined ? [] : [keptRun(runId, { config, ...change })];
    again.deliver(MNIST);
    again.store.receive({ type: 'runsListed', requestId: 'x', canKeep: true, runs });
    return again;
  }

  it('brings the run that was under way back, goes on with it, and then with the next', () => {
    const again = openAnew({ status: 'unfinished', step: 10 });
    const { runId, requestId } = again.sentOf('openRun')[0]!;
    expect(runId).toBe(started()[0]!.runId);
    expect(requestId).toBeDefined();
    expect(again.sentOf('startTraining')).toEqual([]);
    again.store.receive({
      type: 'runRestored',
      runId,
      run: keptRun(runId, { status: 'unfinished', step: 10 }),
      points: [],
      weights: 'newest',
    });
    expect(again.sentOf('resumeTraining')).toMatchObject([{ runId }]);
    again.store.receive({ type: 'trainingEnded', runId, outcome: 'finished', step: 200, elapsedMs: 1 });
    const evaluation = again.sentOf('evaluate').at(-1)!;
    const end = { requestId: evaluation.requestId, runId, result: resultOf(), answers: answersOf([[1]]) };
    again.store.receive({ type: 'evaluationEnded', ...end });
    expect(again.sentOf('startTraining')).toMatchObject([{ config: { model: { id: 'vgg11' } } }]);
  });

  it('takes note of a run that came to its end, and begins one anew of which nothing was kept', () => {
    const again = openAnew({ status: 'finished', evaluations: [resultOf()] });
    expect(statuses(again)).toEqual(['finished', 'running']);
  });

  it('measures a run that came to its end as the page was closed, before the next begins', () => {
    const again = openAnew({ status: 'finished', step: 200, evaluations: [] });
    const { runId } = again.sentOf('openRun')[0]!;
    again.store.receive({
      type: 'runRestored',
      runId,
      run: keptRun(runId, { status: 'finished', step: 200, evaluations: [] }),
      points: [],
      weights: 'newest',
    });
    expect(again.sentOf('resumeTraining')).toEqual([]);
    expect(statuses(again)).toEqual(['running', 'waiting']);
    const { requestId } = again.sentOf('evaluate')[0]!;
    const end = { requestId, runId, result: resultOf(), answers: answersOf([[1]]) };
    again.store.receive({ type: 'evaluationEnded', ...end });
    expect(statuses(again)).toEqual(['finished', 'running']);
  });

  it('begins a run anew of which nothing was kept', () => {
    const again = openAnew(undefined);
    expect(again.sentOf('startTraining')).toMatchObject([{ config: { model: { id: 'lenet5' } } }]);
    expect(statuses(again)).toEqual(['running', 'waiting']);
  });

  it('is empty where storage holds nonsense', () => {
    for (const text of ['', '{', '[]', '{"items":[{"id":"a"}],"isGoing":true}']) {
      storage.setItem('cnn-zoo-queue', text);
      expect(loadQueue(storage)).toEqual({ items: [], isGoing: false });
    }
  });
});

describe('how long a training will take', () => {
  const [lenet, vgg] = grid(['lenet5', 'vgg11']);

  it('follows from a run of the same net, or from the multiply-adds of another', () => {
    const run = keptRun('a', { config: { ...lenet!, seed: 5 } });
    // 4 s an epoch, two epochs.
    expect(expectedMs(lenet!, [run])).toBe(8000);
    const other = expectedMs(vgg!, [run])!;
    expect(other).toBeGreaterThan(8000);
    expect(expectedMs(lenet!, [])).toBeUndefined();
  });
});
