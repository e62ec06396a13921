import { beforeEach, describe, expect, it } from 'vitest';
import { measuredKey } from '#store/answers.ts';
import { shownResult, splitFor } from '#store/evaluation.ts';
import { splitsOf } from '#store/run.ts';
import { everyResult, resultKey } from '#store/runs.ts';
import { answersOf } from './answers.ts';
import { OFFLINE, type OpenStore, openStore, ownFiles, resultOf } from './open-store.ts';

const MNIST = { id: 'mnist' } as const;

let page: OpenStore;
beforeEach(() => {
  page = openStore();
  page.deliver(MNIST);
});
const shown = () => shownResult(page.state().runs, page.state().evaluation);

describe('evaluation', () => {
  it('is asked of a net that holds still, and an answer to an earlier request is ignored', () => {
    const runId = page.train();
    page.actions.evaluate();
    expect(page.sentOf('evaluate')).toHaveLength(0);
    page.finish(runId);
    page.actions.chooseSplit('train');
    page.actions.evaluate();
    expect(page.sentOf('evaluate').at(-1)).toMatchObject({ runId, split: 'train' });
    page.store.receive({ type: 'evaluationProgressed', requestId: 'stale', done: 5, total: 10 });
    expect(page.state().evaluation.request?.done).toBe(0);
    page.store.receive({ type: 'requestFailed', requestId: 'stale', error: OFFLINE });
    expect(page.state().evaluation.error).toBeUndefined();
  });

  it('says why it failed, and nothing when it was given up', () => {
    page.finish(page.train());
    page.actions.evaluate();
    const first = page.sentOf('evaluate').at(-1)!;
    page.store.receive({ type: 'requestFailed', requestId: first.requestId, error: OFFLINE });
    expect(page.state().evaluation).toMatchObject({ request: undefined, error: OFFLINE });
    page.actions.evaluate();
    page.actions.cancelEvaluation();
    const { requestId } = page.sentOf('evaluate').at(-1)!;
    expect(page.sentOf('cancelRequest')).toEqual([{ type: 'cancelRequest', requestId }]);
    page.store.receive({ type: 'requestFailed', requestId, error: { code: 'cancelled', details: {} } });
    expect(page.state().evaluation).toMatchObject({ request: undefined, error: undefined });
  });
});

describe('a run that ends', () => {
  it('is measured by itself on its test split, whatever was chosen', () => {
    const runId = page.train();
    page.actions.chooseSplit('train');
    page.finish(runId, 30, { measures: true });
    expect(page.sentOf('evaluate')).toMatchObject([{ runId, split: 'test', crops: 'oneCrop' }]);
    expect(page.state().evaluation.request).toBeDefined();
  });

  it('is measured on what it has where there is no test split, and not at all before its first step', () => {
    page.actions.loadFiles([]);
    page.deliver(ownFiles('untested', 'd'), { testCount: 0 });
    page.finish(page.train(), 0, { measures: true });
    expect(page.sentOf('evaluate')).toEqual([]);
    page.finish(page.train(), 30, { measures: true });
    expect(page.sentOf('evaluate')).toMatchObject([{ split: 'validation' }]);
  });
});

describe('the answers behind a result', () => {
  const measured = { split: 'test', step: 30 } as const;

  it('are those of its measurement, and else read once from what is kept', () => {
    const runId = page.train();
    page.finish(runId);
    const answers = answersOf([[3]]);
    page.evaluate({}, answers);
    expect(page.state().answers.byKey[measuredKey(runId, measured)]).toBe(answers);
    page.actions.readAnswers(runId, measured);
    expect(page.sentOf('readAnswers')).toEqual([]);

    page.actions.readAnswers('kept', measured);
    page.actions.readAnswers('kept', measured);
    const [asked, ...more] = page.sentOf('readAnswers');
    expect([asked, more]).toMatchObject([{ runId: 'kept', measured }, []]);
    const { requestId } = asked!;
    page.store.receive({ type: 'answersRead', requestId, runId: 'kept', measured, answers });
    expect(page.state().answers.byKey[measuredKey('kept', measured)]).toBe(answers);
  });

  it('that were not kept are said to be missing until they are measured anew', () => {
    const runId = page.train();
    page.finish(runId);
    page.actions.readAnswers(runId, measured);
    const { requestId } = page.sentOf('readAnswers')[0]!;
    const error = { code: 'answersMissing', details: {} } as const;
    page.store.receive({ type: 'requestFailed', requestId, error });
    expect(page.state().answers.errors[measuredKey(runId, measured)]).toEqual(error);
    page.evaluate();
    expect(page.state().answers.errors).toEqual({});
  });
});

describe('the split that a net is measured on', () => {
  it('is one that its run has, whatever was chosen for an earlier run', () => {
    page.finish(page.train());
    page.actions.chooseSplit('validation');
    page.evaluate();
    page.finish(page.train({ validationCount: 0 }));
    expect(splitsOf(page.run()!)).toEqual(['test', 'train']);
    page.actions.evaluate();
    expect(page.sentOf('evaluate').at(-1)?.split).toBe('test');
  });

  it('is never one without images', () => {
    page.actions.loadFiles([]);
    page.deliver(ownFiles('untested', 'd'), { testCount: 0 });
    page.finish(page.train());
    expect(splitFor(page.run()!, page.state().evaluation)).toBe('validation');
  });
});

describe('a result', () => {
  it('that was taken at a pause is of that step, and does not pass for the finished net', () => {
    const runId = page.train();
    page.actions.steer('pause');
    page.store.receive({ type: 'trainingPaused', runId, step: 4 });
    page.evaluate({ step: 4, top1Error: 0.4 });
    page.actions.steer('resume');
    page.store.receive({ type: 'trainingResumed', runId, step: 4 });
    page.finish(runId);
    expect(shown()).toMatchObject({ run: { id: runId, step: 30 }, result: { step: 4, top1Error: 0.4 } });
    page.evaluate({ step: 30, top1Error: 0.1 });
    expect(page.run()?.evaluations.map(({ step }) => step)).toEqual([30, 4]);
    expect(shown()?.result.step).toBe(30);
  });

  it('stays with its own run, net and data when another run begins', () => {
    const first = page.train();
    page.finish(first);
    page.evaluate();
    page.actions.openPermalink({
      place: 'train',
      config: { ...page.state().draft, model: { id: 'vgg11', width: 0.25, stem: 'small', choices: {} } },
    });
    page.train();
    expect(page.run()).toMatchObject({ config: { model: { id: 'vgg11' } }, evaluations: [] });
    expect(shown()?.run).toMatchObject({ id: first, config: { model: { id: 'lenet5' } } });
  });

  it('that arrives late goes to the run whose net it measured', () => {
    const first = page.train();
    page.finish(first);
    page.actions.evaluate();
    const { requestId } = page.sentOf('evaluate').at(-1)!;
    page.train();
    page.store.receive({
      type: 'evaluationEnded',
      requestId,
      runId: first,
      result: resultOf(),
      answers: answersOf([[1]]),
    });
    expect(page.run()?.evaluations).toEqual([]);
    expect(page.state().runs.byId[first]?.evaluations).toHaveLength(1);
  });

  it('is replaced by a second one of the same split and step, and can be looked at again beside others', () => {
    page.finish(page.train());
    page.evaluate({ top1Error: 0.2 });
    page.evaluate({ top1Error: 0.3 });
    page.actions.chooseSplit('train');
    page.evaluate({ top1Error: 0.1 });
    const results = everyResult(page.state().runs);
    expect(results.map(({ result }) => result.top1Error)).toEqual([0.1, 0.3]);
    page.actions.showResult(resultKey(results[1]!));
    expect(shown()?.result.top1Error).toBe(0.3);
    page.evaluate({ top1Error: 0.05 });
    expect(shown()?.result.top1Error).toBe(0.05);
  });
});
