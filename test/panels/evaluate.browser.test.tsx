import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import EvaluatePlace from '#panels/evaluate/evaluate-place.tsx';
import { answersOf } from '#test/store/answers.ts';
import { ownFiles } from '#test/store/open-store.ts';
import { type RenderedPage, renderPage } from './render-page.tsx';

const MNIST = { id: 'mnist' } as const;
/** Ten images of each class; one 3 was called 5. */
const CONFUSION = Array.from({ length: 10 }, (_, row) =>
  Array.from({ length: 10 }, (_column, column) =>
    row === 3 ? ({ 3: 9, 5: 1 }[column] ?? 0) : row === column ? 10 : 0,
  ),
);
const ANSWERS = answersOf(CONFUSION);

let app: RenderedPage;
beforeEach(async () => {
  app = await renderPage(<EvaluatePlace />);
  app.deliver(MNIST);
});
afterEach(() => app.close());

const measure = () => page.getByRole('button', { name: 'Evaluate', exact: true });

describe('a result', () => {
  it('names its net, its data, its step and its recipe', async () => {
    app.finish(app.train());
    await expect.element(measure()).toBeVisible();
    app.evaluate({ step: 30 }, ANSWERS);
    await expect
      .element(page.getByText(/^LeNet-5 on MNIST, after step 30 of 30\. Recipe: .*seed 1\.$/))
      .toBeVisible();
    await expect.element(page.getByRole('heading', { name: 'Result on the test split' })).toBeVisible();
  });

  it('that was taken at a pause says so once the net was trained on', async () => {
    const runId = app.train();
    app.actions.steer('pause');
    app.store.receive({ type: 'trainingPaused', runId, step: 4 });
    app.evaluate({ step: 4 }, ANSWERS);
    await expect.element(page.getByText(/The training had not come to its end/)).toBeVisible();
    app.actions.steer('resume');
    app.store.receive({ type: 'trainingResumed', runId, step: 4 });
    app.finish(runId);
    await expect.element(page.getByText(/after step 4 of 30\./)).toBeVisible();
    await expect.element(page.getByText(/taken at a pause; the net has been trained on since/)).toBeVisible();
  });

  it('of an earlier run keeps its own name under a new one, and can be chosen again', async () => {
    app.finish(app.train());
    app.evaluate({ top1Error: 0.01 }, ANSWERS);
    app.actions.loadFiles([]);
    app.deliver(ownFiles('leaves', 'a'));
    app.finish(app.train());
    await expect.element(page.getByText(/^LeNet-5 on MNIST, after step 30/)).toBeVisible();
    await expect.element(page.getByText(/belong to an earlier net/)).toBeVisible();
    await expect.element(page.getByText(/^The images are no longer loaded/)).toBeVisible();
    app.evaluate({ top1Error: 0.02 }, ANSWERS);
    await expect.element(page.getByText(/^LeNet-5 on your files “leaves”, after step 30/)).toBeVisible();
    const choice = page.getByRole('combobox', { name: 'Result to look at' });
    await choice.selectOptions('Run 1: LeNet-5 on MNIST, step 30, Test');
    await expect.element(page.getByText(/^LeNet-5 on MNIST, after step 30/)).toBeVisible();
  });

  it('offers only the splits that its run has', async () => {
    app.finish(app.train({ validationCount: 0 }));
    const split = page.getByRole('combobox', { name: 'Split' });
    await expect.element(split).toBeVisible();
    expect([...split.element().querySelectorAll('option')].map(({ value }) => value)).toEqual([
      'test',
      'train',
    ]);
  });

  it('with five classes or fewer has no top-5 error and says why', async () => {
    app.finish(app.train());
    app.actions.evaluate();
    const { requestId, runId } = app.sentOf('evaluate').at(-1)!;
    app.store.receive({
      type: 'evaluationEnded',
      requestId,
      runId,
      result: { step: 30, split: 'test', images: 100, loss: 1, top1Error: 0.2, elapsedMs: 1 },
      answers: ANSWERS,
    });
    await expect.element(page.getByText(/no top-5 error with five classes or fewer/)).toBeVisible();
  });

  it('of a net that calls everything alike, or gives no number, says so', async () => {
    app.finish(app.train());
    // Every image but 20 is called a 1; for those the net gives NaN.
    const confusion = CONFUSION.map((_, row) =>
      Array.from({ length: 10 }, (_column, column) => (column === 1 && row < 8 ? 10 : 0)),
    );
    app.evaluate({ top1Error: 0.9, loss: 2.4 }, answersOf(confusion, Array(10).fill(10)));
    await expect.element(page.getByText(/no better than guessing.*It calls every image 1\./)).toBeVisible();
    await expect.element(page.getByText(/^For 20 images the net gave no number/)).toBeVisible();
  });

  it('of a thousand classes is there within seconds, its worst pairs as text', async () => {
    const SIDE = 1000;
    const classNames = Array.from({ length: SIDE }, (_, index) => `kind ${index}`);
    const confusion = classNames.map((_, row) =>
      classNames.map((_other, column): number =>
        row === column ? 40 : (row * 31 + column) % 97 === 0 ? 1 : 0,
      ),
    );
    confusion[700]![23] = 9;
    const answers = answersOf(confusion);
    app.actions.loadFiles([]);
    const histogram = Array(SIDE).fill(50);
    app.deliver(ownFiles('kinds', 'a'), { classNames, trainHistogram: histogram, testHistogram: histogram });
    app.finish(app.train());
    await expect.element(measure()).toBeVisible();
    const startedAt = performance.now();
    app.evaluate({ images: 50_000, top1Error: 0.2 }, answers);
    await page.getByText('Most confused classes').click();
    await page.getByRole('button', { name: 'Mistakes: kind 700 called kind 23' }).click();
    await expect
      .element(page.getByRole('heading', { name: 'Mistakes: kind 700 called kind 23' }))
      .toBeVisible();
    expect(performance.now() - startedAt).toBeLessThan(8000);
    expect(document.querySelectorAll('*').length).toBeLessThan(2000);
  });

  it('lists the most confused classes, and shows the mistakes of a pair', async () => {
    app.finish(app.train());
    app.evaluate({}, ANSWERS);
    await page.getByText('Most confused classes').click();
    await page.getByRole('button', { name: 'Mistakes: 3 called 5' }).click();
    await expect.element(page.getByRole('heading', { name: 'Mistakes: 3 called 5' })).toBeVisible();
  });
});
