import { beforeEach, describe, expect, it } from 'vitest';
import { findArchitecture } from '#models/registry.ts';
import type { EngineError } from '#protocol/errors.ts';
import { publishedForm } from '#store/net-form.ts';
import { parsePermalink } from '#store/permalink.ts';
import { OFFLINE, type OpenStore, openStore } from './open-store.ts';

const MNIST = { id: 'mnist' } as const;
const DIGITS = { id: 'digits' } as const;

let page: OpenStore;
beforeEach(() => {
  page = openStore();
});

describe('opening the page', () => {
  it('asks for a backend and for MNIST', () => {
    expect(page.sent).toEqual([
      { type: 'selectBackend', preference: 'auto', threads: 0 },
      { type: 'loadDataset', requestId: 'id-1', source: { kind: 'registered', config: MNIST } },
      { type: 'listRuns', requestId: 'id-2' },
    ]);
  });

  it('asks for the chosen number of threads, on whichever backend was chosen', () => {
    page.actions.changeSettings({ backend: 'wasm' });
    page.actions.changeSettings({ threads: 2 });
    expect(page.sentOf('selectBackend').slice(1)).toEqual([
      { type: 'selectBackend', preference: 'wasm', threads: 0 },
      { type: 'selectBackend', preference: 'wasm', threads: 2 },
    ]);
  });

  it.each(['offline', 'downloadFailed'] as const)(
    'takes generated digits and says why when MNIST cannot be had (%s)',
    (code) => {
      const error = { code, details: { file: 'train-images-idx3-ubyte' } };
      page.failLoading(error);
      expect(page.sentOf('loadDataset').at(-1)?.source).toEqual({ kind: 'registered', config: DIGITS });
      page.deliver(DIGITS);
      expect(page.state().dataset).toMatchObject({ status: 'ready', fallbackReason: error });
      expect(page.state().draft.dataset.id).toBe('mnist');
    },
  );

  it('does not take other data when the user asked for MNIST', () => {
    page.deliver(MNIST);
    page.actions.chooseDataset(MNIST);
    const requests = page.sentOf('loadDataset').length;
    page.failLoading(OFFLINE);
    expect(page.sentOf('loadDataset')).toHaveLength(requests);
    expect(page.state().dataset).toMatchObject({ status: 'failed', error: OFFLINE });
    expect(page.state().dataset.summary?.config.id).toBe('mnist');
  });
});

describe('pressing Train', () => {
  it('waits for the data and then starts by itself', () => {
    page.actions.train();
    expect(page.run()?.status).toBe('waiting');
    expect(page.sentOf('startTraining')).toHaveLength(0);
    page.deliver(MNIST);
    expect(page.run()?.status).toBe('starting');
    expect(page.sentOf('startTraining')).toHaveLength(1);
  });

  it('trains on the generated digits that took the place of MNIST', () => {
    page.actions.train();
    page.failLoading(OFFLINE);
    page.deliver(DIGITS);
    expect(page.sentOf('startTraining')[0]?.config.dataset).toEqual(DIGITS);
  });

  it('fails with the reason when the data that it waits for does not come', () => {
    page.actions.chooseDataset(MNIST);
    page.actions.train();
    page.failLoading(OFFLINE);
    expect(page.run()).toMatchObject({ status: 'failed', error: OFFLINE });
  });

  it('can be taken back with Stop while it waits, and the run before it is there again', () => {
    page.deliver(MNIST);
    const before = page.train();
    page.finish(before);
    page.actions.chooseDataset(DIGITS);
    page.actions.train();
    page.actions.steer('stop');
    page.deliver(DIGITS);
    expect(page.run()).toMatchObject({ id: before, status: 'finished' });
    expect(page.sentOf('startTraining')).toHaveLength(1);
  });

  it('does nothing while a run is under way', () => {
    page.deliver(MNIST);
    page.train();
    page.actions.train();
    expect(page.sentOf('startTraining')).toHaveLength(1);
    expect(page.sentOf('stopTraining')).toHaveLength(0);
  });
});

describe('a run', () => {
  beforeEach(() => page.deliver(MNIST));

  it('is paused, resumed and stopped only when that makes sense', () => {
    const runId = page.train();
    page.actions.steer('resume');
    page.actions.steer('pause');
    page.actions.steer('pause');
    expect(page.run()?.status).toBe('pausing');
    page.store.receive({ type: 'trainingPaused', runId, step: 4 });
    expect(page.run()).toMatchObject({ status: 'paused', step: 4 });
    page.actions.steer('resume');
    page.store.receive({ type: 'trainingResumed', runId, step: 4 });
    expect(page.run()?.status).toBe('running');
    page.actions.steer('stop');
    page.store.receive({ type: 'trainingPaused', runId, step: 5 });
    expect(page.run()?.status).toBe('stopping');
    page.store.receive({ type: 'trainingEnded', runId, outcome: 'stopped', step: 5, elapsedMs: 900 });
    expect(page.run()).toMatchObject({ status: 'stopped', elapsedMs: 900 });
    const steering = page.sent.map(({ type }) => type).filter((type) => /^(pause|resume|stop)/.test(type));
    expect(steering).toEqual(['pauseTraining', 'resumeTraining', 'stopTraining']);
  });

  it('keeps its curves and epochs to itself when another is in training', () => {
    const earlier = page.train();
    page.measure(earlier, 10);
    page.finish(earlier);
    page.actions.train();
    page.measure(earlier, 30);
    const now = page.run()!;
    expect(now.id).not.toBe(earlier);
    expect(now.status).toBe('starting');
    expect(page.state().live.reading).toBeUndefined();
    expect(page.store.curves.of(now.id).length).toBe(0);
    expect(page.store.curves.of(earlier).column('step')).toEqual([10, 30]);
    expect(page.state().runs.order).toEqual([earlier, now.id]);
  });

  it('is not touched by what is reported of a run that is not known here', () => {
    page.train();
    const { runs } = page.state();
    page.store.receive({ type: 'trainingFailed', runId: 'stale', step: 30, error: OFFLINE });
    page.measure('stale', 4);
    expect(page.state().runs).toBe(runs);
    expect(page.state().live.reading).toBeUndefined();
  });

  it('leaves the rest of the state untouched by a measured step', () => {
    const runId = page.train();
    const before = page.state();
    page.measure(runId, 1);
    const { live, ...rest } = page.state();
    const { live: liveBefore, ...restBefore } = before;
    expect(live).not.toBe(liveBefore);
    for (const key of Object.keys(rest) as (keyof typeof rest)[]) expect(rest[key]).toBe(restBefore[key]);
  });
});

describe('a crash of the engine', () => {
  it('fails the run and sets the new engine up as the old one was', () => {
    page.deliver(MNIST);
    page.train();
    page.sent.length = 0;
    const error: EngineError = { code: 'workerCrashed', details: { message: 'boom' } };
    page.store.receive({ type: 'engineCrashed', error });
    expect(page.run()).toMatchObject({ status: 'failed', error });
    expect(page.sent.map(({ type }) => type)).toEqual(['selectBackend', 'loadDataset']);
  });
});

describe('the time of an epoch', () => {
  it('is measured for the set-up as it stands, on the data that is loaded, and forgotten with other data', () => {
    page.deliver(DIGITS);
    page.actions.measureSpeed();
    const [command] = page.sentOf('measureSpeed');
    expect(command?.config.dataset).toEqual(DIGITS);
    page.store.receive({ type: 'speedMeasured', requestId: 'stale', imagesPerSecond: 1, epochMs: 1 });
    expect(page.state().speed.status).toBe('measuring');
    const { requestId } = command!;
    page.store.receive({ type: 'speedMeasured', requestId, imagesPerSecond: 2000, epochMs: 30_000 });
    expect(page.state().speed).toMatchObject({ status: 'measured', imagesPerSecond: 2000, epochMs: 30_000 });
    expect(page.state().speed.config).toBe(page.state().draft);
    page.actions.changeRecipe({ batchSize: 64 });
    expect(page.state().speed.config).not.toBe(page.state().draft);
    page.actions.chooseDataset(MNIST);
    page.deliver(MNIST);
    expect(page.state().speed.status).toBe('none');
  });

  it('is not measured while a net trains', () => {
    page.deliver(MNIST);
    page.train();
    page.actions.measureSpeed();
    expect(page.sentOf('measureSpeed')).toEqual([]);
  });

  it('says why it could not be measured', () => {
    page.deliver(MNIST);
    page.actions.measureSpeed();
    const { requestId } = page.sentOf('measureSpeed')[0]!;
    page.store.receive({ type: 'requestFailed', requestId, error: OFFLINE });
    expect(page.state().speed).toMatchObject({ status: 'failed', error: OFFLINE });
    expect(page.state().dataset.status).toBe('ready');
  });
});

describe('the pages of the zoo', () => {
  const net = publishedForm(findArchitecture('vgg16'));

  it('open a net, and the gallery again when the zoo is called up', () => {
    page.actions.changeGallery({ order: 'params', family: 'VGG' });
    page.actions.showNet(net);
    expect(page.state()).toMatchObject({ place: 'zoo', zoo: { net: { id: 'vgg16' } } });
    page.actions.goTo('zoo');
    expect(page.state().zoo).toMatchObject({ net: undefined, order: 'params', family: 'VGG' });
  });

  it('leave the set-up of Train alone until a net is taken there', () => {
    const before = page.state().draft;
    page.actions.showNet({ ...net, width: 0.5 });
    expect(page.state().draft).toBe(before);
    page.actions.trainNet({ ...net, width: 0.5 });
    expect(page.state().place).toBe('train');
    expect(page.state().draft).toMatchObject({
      model: { id: 'vgg16', width: 0.5 },
      dataset: before.dataset,
    });
  });
});

describe('an address that is entered', () => {
  it('opens the page of a net in its form, and the gallery', () => {
    page.actions.openPermalink(parsePermalink('#zoo/resnet18?zoo.width=0.25'));
    expect(page.state().zoo.net).toMatchObject({ id: 'resnet18', width: 0.25 });
    page.actions.openPermalink(parsePermalink('#zoo'));
    expect(page.state().zoo.net).toBeUndefined();
  });

  it('changes the set-up but for the data while a run uses them', () => {
    page.deliver(MNIST);
    page.train();
    const loads = page.sentOf('loadDataset').length;
    const { dataset } = page.state().draft;
    page.actions.openPermalink(parsePermalink('#data?dataset=digits&epochs=9'));
    expect(page.state()).toMatchObject({ place: 'data', draft: { dataset, recipe: { epochs: 9 } } });
    expect(page.sentOf('loadDataset')).toHaveLength(loads);
  });
});
