import { describe, expect, it } from 'vitest';
import type { ListedRun } from '#protocol/kept-run.ts';
import { findRuns, initialKeptRuns, runsToMakeRoom } from '#store/kept-runs.ts';
import { canAnswer, hasNet, isActive } from '#store/run.ts';
import { keptRun } from '#test/engine/runs/kept-run.ts';
import { openStore } from './open-store.ts';

const listed = (id: string, change: Partial<ListedRun> = {}): ListedRun => ({
  ...keptRun({ id, status: 'finished' }),
  isElsewhere: false,
  sizeBytes: 1000,
  ...change,
});

/** A page that has listed some runs and loaded MNIST. */
function openWith(runs: readonly ListedRun[]) {
  const opened = openStore();
  opened.deliver({ id: 'mnist' });
  opened.store.receive({ type: 'runsListed', requestId: 'l', canKeep: true, runs });
  return opened;
}

describe('a run of another tab', () => {
  const elsewhere = listed('a', { isElsewhere: true, status: 'unfinished' });
  const watch = () => {
    const opened = openWith([elsewhere]);
    opened.actions.watchRun('a');
    expect(opened.sentOf('watchRun')).toMatchObject([{ runId: 'a' }]);
    opened.store.receive({ type: 'runWatched', runId: 'a', run: elsewhere, points: [], isPaused: false });
    return opened;
  };

  it('is shown with its state, cannot be steered or measured, and keeps nobody from starting another', () => {
    const { run, actions, sent, store } = watch();
    expect(run()).toMatchObject({ id: 'a', status: 'running', watch: 'live', step: 3 });
    expect([isActive(run()), hasNet(run()), canAnswer(run())]).toEqual([false, false, false]);
    const count = sent.length;
    actions.steer('pause');
    expect(sent).toHaveLength(count);
    store.receive({ type: 'trainingPaused', runId: 'a', step: 5 });
    expect(run()).toMatchObject({ status: 'paused', step: 5 });
  });

  it('is taken over when it is free', () => {
    const { run, actions, store, sentOf } = watch();
    store.receive({ type: 'runFreed', runId: 'a' });
    expect(run()?.watch).toBe('free');
    actions.openRun('a', { goesOn: {} });
    expect(sentOf('openRun')).toMatchObject([{ runId: 'a', weights: 'newest' }]);
    store.receive({ type: 'runRestored', runId: 'a', run: elsewhere, points: [], weights: 'newest' });
    expect(run()).toMatchObject({ status: 'starting', watch: undefined });
    expect(sentOf('resumeTraining')).toEqual([{ type: 'resumeTraining', runId: 'a' }]);
  });

  it('is forgotten when another run begins: nothing would tell how it goes on', () => {
    const opened = watch();
    const runId = opened.train();
    expect(opened.state().runs.order).toEqual([runId]);
  });
});

describe('a run that has come to a loss that is no number', () => {
  const divergence = { step: 5, learningRate: 2, backTo: 3, gradientNorms: [1, null] };
  const error = { code: 'lossNotFinite', details: { step: 5 } } as const;
  const diverged = () => {
    const opened = openWith([]);
    const runId = opened.train();
    opened.store.receive({ type: 'trainingFailed', runId, step: 5, error });
    expect(hasNet(opened.run())).toBe(false);
    const kept = keptRun({ id: runId, status: 'failed', error, divergence });
    opened.store.receive({ type: 'runRestored', runId, run: kept, points: [], weights: 'newest' });
    return opened;
  };

  it('has a net again that can be measured and asked, and says how it came about', () => {
    const { run } = diverged();
    expect(run()).toMatchObject({ status: 'failed', step: 3, divergence, error });
    expect([isActive(run()), hasNet(run()), canAnswer(run())]).toEqual([false, true, true]);
  });

  it('goes on at another rate', () => {
    const { run, actions, store, sentOf } = diverged();
    const { id: runId } = run()!;
    actions.openRun(runId, { goesOn: { learningRate: 1 } });
    const kept = keptRun({ id: runId, status: 'failed', error, divergence });
    store.receive({ type: 'runRestored', runId, run: kept, points: [], weights: 'newest' });
    expect(sentOf('continueTraining')).toEqual([
      { type: 'continueTraining', runId, change: { learningRate: 1 } },
    ]);
    store.receive({
      type: 'trainingStarted',
      runId,
      backend: kept.backend,
      plan: kept.plan,
    });
    expect(run()).toMatchObject({ status: 'running', error: undefined, divergence: undefined });
  });
});

describe('making room', () => {
  const runs = [
    listed('young', { changedAt: 5 }),
    listed('old', { changedAt: 1 }),
    listed('middle', { changedAt: 3 }),
    listed('starred', { changedAt: 0, isStarred: true }),
    listed('unfinished', { changedAt: 0, status: 'unfinished' }),
    listed('elsewhere', { changedAt: 0, isElsewhere: true }),
    listed('current', { changedAt: 0 }),
  ];
  const idsFor = (bytes: number) =>
    runsToMakeRoom({ ...initialKeptRuns, runs }, bytes, 'current')?.map(({ id }) => id);

  it('takes the runs that have ended, without a star, longest untouched first, and no more than it needs', () => {
    expect(idsFor(1)).toEqual(['old']);
    expect(idsFor(1000)).toEqual(['old']);
    expect(idsFor(1001)).toEqual(['old', 'middle']);
    expect(idsFor(3000)).toEqual(['old', 'middle', 'young']);
    expect(idsFor(3001)).toBeUndefined();
  });

  it('deletes nothing before somebody says so, and then asks for a checkpoint', () => {
    const opened = openWith(runs);
    const runId = opened.train();
    const error = { code: 'storageFull', details: { neededBytes: 1500 } } as const;
    opened.store.receive({ type: 'runNotKept', runId, error });
    expect(opened.run()).toMatchObject({ isKept: false, keepError: error });
    expect(opened.sentOf('forgetRun')).toEqual([]);
    opened.actions.makeRoom(['old', 'middle']);
    const asked = opened.sentOf('forgetRun');
    expect(asked.map((command) => command.runId)).toEqual(['old', 'middle']);
    opened.store.receive({ type: 'runForgotten', requestId: asked[0]!.requestId, runId: 'old' });
    expect(opened.sentOf('keepRun')).toEqual([{ type: 'keepRun', runId }]);
    opened.store.receive({ type: 'runKept', runId, step: 3, isLasting: true });
    expect(opened.run()).toMatchObject({ isKept: true, keepError: undefined });
  });
});

describe('the search among runs', () => {
  const runs = [listed('a', { name: 'Night run', tags: ['paper'] }), listed('b', { note: 'with shifts' })];
  const found = (words: string) =>
    findRuns(runs, words, ({ name, note, tags }) => ['LeNet-5', name, note, ...tags].join(' ')).map(
      ({ id }) => id,
    );

  it('finds every word in any place, large or small', () => {
    expect(found('')).toEqual(['a', 'b']);
    expect(found('lenet')).toEqual(['a', 'b']);
    expect(found('NIGHT lenet')).toEqual(['a']);
    expect(found('paper shifts')).toEqual([]);
    expect(found(' shifts ')).toEqual(['b']);
  });
});

describe('the runs of the list', () => {
  it('give their set-up for a new run', () => {
    const run = listed('a');
    const { actions, state, sentOf } = openWith([run]);
    const loads = sentOf('loadDataset').length;
    actions.beginAgain('a');
    expect(state()).toMatchObject({ place: 'train', draft: run.config });
    expect(sentOf('loadDataset')).toHaveLength(loads);
  });

  it('say what went wrong with a request, until the next one', () => {
    const { actions, state, store, sentOf } = openWith([listed('a')]);
    actions.exportRun('a');
    expect(state().keptRuns.moving?.kind).toBe('export');
    const { requestId } = sentOf('exportRun')[0]!;
    store.receive({ type: 'requestFailed', requestId, error: { code: 'runMissing', details: {} } });
    expect(state().keptRuns).toMatchObject({ error: { code: 'runMissing' }, moving: undefined });
    actions.changeRun('a', { note: 'n' });
    expect(state().keptRuns.error).toBeUndefined();
  });
});
