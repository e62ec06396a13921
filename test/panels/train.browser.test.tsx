import { afterEach, describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { TrainPlace } from '#panels/train/train-place.tsx';
import { OFFLINE, ownFiles } from '#test/store/open-store.ts';
import { type RenderedPage, renderPage } from './render-page.tsx';

const MNIST = { id: 'mnist' } as const;
const LEAVES = ownFiles('leaves', 'a');

let app: RenderedPage;
afterEach(() => app.close());

const status = () => page.getByRole('status');
const train = () => page.getByRole('button', { name: 'Train', exact: true });

describe('Train', () => {
  it('starts one run at a double click, and stops none', async () => {
    app = await renderPage(<TrainPlace />);
    app.deliver(MNIST);
    // Where Stop would stand if it took the place of Train.
    await train().dblClick({ position: { x: 110, y: 15 } });
    await expect.element(page.getByRole('button', { name: 'Stop' })).toBeVisible();
    expect(app.sentOf('startTraining')).toHaveLength(1);
    expect(app.sentOf('stopTraining')).toHaveLength(0);
    expect(app.sentOf('pauseTraining')).toHaveLength(0);
  });

  it('pauses at a double click on Pause, and does not resume', async () => {
    app = await renderPage(<TrainPlace />);
    app.deliver(MNIST);
    const runId = app.train();
    // An engine that answers at once, between the two clicks.
    app.store.state.subscribe(({ runs }) => {
      if (runs.byId[runId]?.status === 'pausing')
        app.store.receive({ type: 'trainingPaused', runId, step: 4 });
    });
    await page.getByRole('button', { name: 'Pause' }).dblClick();
    await expect.element(page.getByRole('button', { name: 'Resume' })).toBeVisible();
    expect(app.sentOf('resumeTraining')).toHaveLength(0);
  });

  it('names the data that is still there after a load that failed', async () => {
    app = await renderPage(<TrainPlace />);
    app.deliver(MNIST);
    app.actions.chooseDataset({ id: 'digits' });
    app.failLoading(OFFLINE);
    await expect.element(status()).toHaveTextContent('Ready to train LeNet-5 on MNIST.');
    await expect.element(page.getByRole('combobox', { name: 'Dataset' })).toHaveValue('mnist');
    await expect.element(page.getByRole('alert')).toHaveTextContent('Still loaded: MNIST.');
  });

  it("calls a person's own files by their name", async () => {
    app = await renderPage(<TrainPlace />);
    app.deliver(MNIST);
    app.actions.loadFiles([]);
    app.deliver(LEAVES);
    app.train();
    await expect.element(status()).toHaveTextContent('Training LeNet-5 on your files “leaves”: epoch 1');
  });

  it('says which files an address needs, waits for them, and offers other data', async () => {
    app = await renderPage(
      <TrainPlace />,
      `#train?dataset=own&data=leaves&fingerprint=${LEAVES.fingerprint}`,
    );
    await expect.element(page.getByText(/needs somebody’s own files, called “leaves”/)).toBeVisible();
    await expect.element(train()).toBeDisabled();
    await page.getByRole('button', { name: 'Use MNIST' }).click();
    app.deliver(MNIST);
    await expect.element(train()).toBeEnabled();
    await expect.element(status()).toHaveTextContent('Ready to train LeNet-5 on MNIST.');
  });

  it('says that other files than those that the address needs are others', async () => {
    app = await renderPage(
      <TrainPlace />,
      `#train?dataset=own&data=leaves&fingerprint=${LEAVES.fingerprint}`,
    );
    app.actions.loadFiles([]);
    app.deliver(ownFiles('leaves', 'b'));
    await expect.element(page.getByText(/their content differs/)).toBeVisible();
    await expect.element(train()).toBeEnabled();
  });

  it('warns of classes without images and of images that are all alike', async () => {
    app = await renderPage(<TrainPlace />);
    app.deliver(MNIST, { trainHistogram: [500, 0, 3, 100, 100, 100, 100, 100, 100, 100], deviation: [0] });
    await expect.element(page.getByText(/No training image at all: 1\./)).toBeVisible();
    await expect.element(page.getByText(/Very few training images.*: 2\./)).toBeVisible();
    await expect.element(page.getByText(/All pixels of all images are alike/)).toBeVisible();
  });

  it('says of a run that has collapsed that it has, and what to change', async () => {
    app = await renderPage(<TrainPlace />);
    app.deliver(MNIST);
    const runId = app.train();
    const score = { images: 500, loss: 4.2e33, top1Error: 0.9 };
    app.store.receive({
      type: 'epochEnded',
      runId,
      epoch: 1,
      step: 30,
      training: score,
      validation: score,
      elapsedMs: 1,
    });
    app.finish(runId);
    await expect.element(status()).toHaveTextContent(/90\.00%.*The training has blown up\./);
    await expect.element(page.getByText(/The loss has grown to 4\.2E33/)).toBeVisible();
    await expect.element(page.getByText(/lower learning rate/)).toBeVisible();
  });

  it('says of a net that gives no number that it gives none', async () => {
    app = await renderPage(<TrainPlace />);
    app.deliver(MNIST);
    const runId = app.train();
    app.store.receive({
      type: 'predictionsMade',
      runId,
      step: 7,
      images: {
        height: 28,
        width: 28,
        channels: 1,
        pixels: new Uint8Array(2 * 784),
        labels: Uint16Array.of(3, 4),
      },
      predictions: [
        { index: 0, trueClass: 3, probability: Number.NaN },
        { index: 1, trueClass: 4, predictedClass: 4, probability: 0.9 },
      ],
    });
    await expect.element(page.getByText(/^After step 7: LeNet-5 on MNIST\./)).toBeVisible();
    await expect.element(page.getByRole('img', { name: /^No answer.*it is 3$/ })).toBeVisible();
    await expect.element(page.getByRole('img', { name: '4, right' })).toBeVisible();
    await expect.element(page.getByText('none', { exact: true })).toBeVisible();
  });
});
