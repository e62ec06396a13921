import { describe, expect, it } from 'vitest';
import { createRun } from '#store/run.ts';
import { defaultConfig } from '#store/set-up.ts';
import { judge, judgeRun } from '#store/verdict.ts';
import { summaryOf } from './open-store.ts';

const EVEN = Array(10).fill(5000);
const scoreOf = (top1Error: number, loss = 2.3, images = 5000) => ({ images, loss, top1Error });

describe('a score', () => {
  it('of one class for all is no better than guessing', () => {
    expect(judge(scoreOf(0.9), EVEN)).toBe('chance');
    expect(judge(scoreOf(0.95), EVEN)).toBe('chance');
    expect(judge(scoreOf(0.05), EVEN)).toBeUndefined();
  });

  it('little below that of guessing tells something on many images and nothing on few', () => {
    // A fair guess among ten errs on 90 % of 100 images give or take 3 %.
    expect(judge(scoreOf(0.87, 2.3, 100), EVEN)).toBe('chance');
    expect(judge(scoreOf(0.87, 2.3, 10_000), EVEN)).toBeUndefined();
  });

  it('is held against the class that is the most frequent', () => {
    expect(judge(scoreOf(0.1), [9000, 500, 500])).toBe('chance');
    expect(judge(scoreOf(0.1), [3000, 3500, 3500])).toBeUndefined();
  });

  it('with a loss thousands of times that of guessing has blown up', () => {
    expect(judge(scoreOf(0.9, 1e33), EVEN)).toBe('exploded');
    expect(judge(scoreOf(0.3, 5000), EVEN)).toBe('exploded');
    expect(judge(scoreOf(0.3, 12), EVEN)).toBeUndefined();
    // A thousand times the natural logarithm of 10 is 2,302.585.
    expect(judge(scoreOf(0.3, 2302.6), EVEN)).toBe('exploded');
    expect(judge(scoreOf(0.3, 2302.5), EVEN)).toBeUndefined();
  });

  it('on data of one class says nothing', () => {
    expect(judge(scoreOf(0, 0), [100, 0])).toBeUndefined();
  });

  it('on data of two classes says that half right is no better than guessing', () => {
    expect(judge(scoreOf(0.5, 0.69), [100, 100])).toBe('chance');
    expect(judge(scoreOf(0.4, 0.69), [100, 100])).toBeUndefined();
  });
});

describe('a run', () => {
  const run = {
    ...createRun('a', 'starting', defaultConfig(), summaryOf({ id: 'mnist' })),
    epochs: [{ epoch: 1, training: scoreOf(0.9), validation: undefined, elapsedMs: 1 }],
  };

  it('is judged when it has ended, by its held-out images where it has some', () => {
    expect(judgeRun({ ...run, status: 'running' })).toBeUndefined();
    expect(judgeRun({ ...run, status: 'finished' })).toBe('chance');
    const epochs = [{ ...run.epochs[0]!, validation: scoreOf(0.05, 0.2, 500) }];
    expect(judgeRun({ ...run, status: 'finished', epochs })).toBeUndefined();
  });
});
