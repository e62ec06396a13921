import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import ComparePlace from '#panels/compare/compare-place.tsx';
import { defaultConfig } from '#store/set-up.ts';
import { answersOf } from '#test/store/answers.ts';
import { keptRun } from '#test/store/kept-run.ts';
import { resultOf } from '#test/store/open-store.ts';
import { type RenderedPage, renderPage } from './render-page.tsx';

const MNIST = { id: 'mnist' } as const;
const config = defaultConfig();
/** Each of three classes has 20 images; the second net is right on 12 that the first has wrong. */
const FIRST = answersOf([
  [8, 12, 0],
  [0, 20, 0],
  [0, 0, 20],
]);
const SECOND = answersOf([
  [20, 0, 0],
  [0, 20, 0],
  [0, 0, 20],
]);

let app: RenderedPage;
beforeEach(async () => {
  app = await renderPage(<ComparePlace />, '#compare?runs=a,b,gone&nets=zfnet&baseline=a');
  app.deliver(MNIST);
  app.store.receive({
    type: 'runsListed',
    requestId: 'x',
    canKeep: true,
    runs: [
      keptRun('a', { name: 'first', evaluations: [resultOf({ images: 60, top1Error: 0.2 })] }),
      keptRun('b', {
        name: 'second',
        config: { ...config, recipe: { ...config.recipe, learningRate: 0.5 } },
        evaluations: [resultOf({ images: 60, top1Error: 0 })],
      }),
    ],
  });
});
afterEach(() => app.close());

const region = (name: string) => page.getByRole('region', { name });

describe('Compare', () => {
  it('shows measured and published errors apart, and differences to the baseline', async () => {
    const table = region('Figures');
    await expect.element(table.getByText('20.00%', { exact: true })).toBeVisible();
    await expect.element(table.getByText('-20 points')).toBeVisible();
    await expect.element(table.getByRole('rowheader', { name: 'ZFNet, as published' })).toBeVisible();
    await expect.element(page.getByText('1 run of this comparison is not in this browser.')).toBeVisible();
    await table.getByRole('button', { name: 'Baseline: second' }).click();
    await expect.element(table.getByText('+20 points')).toBeVisible();
  });

  it('says what differs in the set-ups and nothing else', async () => {
    const rows = region('What differs in the set-ups').getByRole('row');
    await expect.element(rows.nth(1)).toHaveTextContent('Learning rate');
    expect(rows.elements()).toHaveLength(2);
  });

  it('tells two nets apart on the same images, or says that it cannot', async () => {
    const asked = () => app.sentOf('readAnswers');
    await expect.poll(() => asked().length).toBe(2);
    for (const { requestId, runId, measured } of asked()) {
      const answers = runId === 'a' ? FIRST : SECOND;
      app.store.receive({ type: 'answersRead', requestId, runId, measured, answers });
    }
    const pair = region('Two nets on the same images');
    // Twice 2^-12: all twelve images on which one alone is right go to the second.
    await expect.element(pair.getByText(/^second is better: on 60 images/)).toBeVisible();
    await expect.element(pair.getByText(/only second on 12 \(McNemar's test, p = 0\.000488\)/)).toBeVisible();
    await pair.getByRole('combobox', { name: 'Show' }).selectOptions('only second right: 12');
    await expect.poll(() => app.sentOf('readImages').at(-1)?.indices.length).toBe(12);
    await pair.getByText('Confusion: second less first').click();
    await expect.element(pair.getByRole('button', { name: '0 called 1: -12 with second' })).toBeVisible();
  });

  it('fills a queue from nets and seeds, and begins it', async () => {
    const queue = region('Train several, one after the other');
    await queue.getByText('Add trainings').click();
    await queue.getByRole('checkbox', { name: 'LeNet-5', exact: true }).click();
    await queue.getByRole('button', { name: 'Add 1 training' }).click();
    await expect.element(queue.getByText(/^1 waits: about 12 sec/)).toBeVisible();
    await queue.getByRole('button', { name: 'Start the queue' }).click();
    expect(app.sentOf('startTraining')).toMatchObject([
      { config: { model: { id: 'lenet5' }, recipe: { epochs: 3 }, seed: 1 } },
    ]);
    await expect.element(queue.getByText('under way', { exact: true })).toBeVisible();
  });
});
