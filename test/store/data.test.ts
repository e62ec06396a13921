import { beforeEach, describe, expect, it } from 'vitest';
import type { EngineError } from '#protocol/errors.ts';
import { chosenDataset, isAwaitingFiles } from '#store/dataset.ts';
import { formatPermalink, parsePermalink } from '#store/permalink.ts';
import { OFFLINE, type OpenStore, openStore, ownFiles } from './open-store.ts';

const MNIST = { id: 'mnist' } as const;
const DIGITS = { id: 'digits' } as const;
const LEAVES = ownFiles('leaves', 'a');
const CANCELLED: EngineError = { code: 'cancelled', details: {} };

let page: OpenStore;
beforeEach(() => {
  page = openStore();
});
const address = () => formatPermalink({ place: 'train', config: page.state().draft });

describe('loading data', () => {
  it('gives up the load under way before it asks for another', () => {
    page.actions.chooseDataset(DIGITS);
    expect(page.sentOf('cancelRequest')).toEqual([{ type: 'cancelRequest', requestId: 'id-1' }]);
    page.failLoading(CANCELLED, 'id-1');
    expect(page.state().dataset.status).toBe('loading');
  });

  it('trains on what is still there after files that could not be read', () => {
    page.deliver(MNIST);
    page.actions.loadFiles([]);
    page.failLoading({ code: 'fileMissing', details: { expected: 'images' } });
    const requests = page.sentOf('loadDataset').length;
    page.actions.train();
    expect(page.sentOf('loadDataset')).toHaveLength(requests);
    expect(page.sentOf('startTraining')[0]?.config.dataset).toEqual(MNIST);
  });

  it('that fails leaves the set-up with the data that is there', () => {
    page.deliver(MNIST);
    page.actions.chooseDataset(DIGITS);
    expect(address()).toBe('#train?dataset=digits');
    page.failLoading(OFFLINE);
    expect(address()).toBe('#train');
    expect(chosenDataset(page.state().dataset)).toEqual(MNIST);
  });
});

describe("a person's own files", () => {
  beforeEach(() => {
    page.deliver(MNIST);
    page.actions.loadFiles([]);
    page.deliver(LEAVES);
  });

  it('are what a run on them names', () => {
    page.actions.train();
    expect(page.sentOf('startTraining')[0]?.config.dataset).toEqual(LEAVES);
    expect(page.run()?.config.dataset).toEqual(LEAVES);
  });

  it('are named by the address, by name and content', () => {
    expect(address()).toBe(`#train?dataset=own&data=leaves&fingerprint=${LEAVES.fingerprint}`);
    expect(parsePermalink(address()).config.dataset).toEqual(LEAVES);
  });

  it('are not asked for again by an address that names them while they are loaded', () => {
    const loads = page.sentOf('loadDataset').length;
    page.actions.openPermalink(parsePermalink(`${address()}&epochs=9`));
    expect(isAwaitingFiles(page.state().dataset)).toBe(false);
    expect(page.state().draft).toMatchObject({ dataset: LEAVES, recipe: { epochs: 9 } });
    expect(page.sentOf('loadDataset')).toHaveLength(loads);
  });
});

describe("the address of a set-up on somebody's own files", () => {
  const hash = `#train?dataset=own&data=leaves&fingerprint=${LEAVES.fingerprint}`;
  beforeEach(() => {
    page = openStore(hash);
  });

  it('loads nothing else in their place, and does not train without them', () => {
    expect(page.sentOf('loadDataset')).toEqual([]);
    expect(page.state().dataset.awaited).toEqual(LEAVES);
    expect(isAwaitingFiles(page.state().dataset)).toBe(true);
    page.actions.train();
    page.actions.measureSpeed();
    expect(page.run()).toBeUndefined();
    expect(page.sentOf('measureSpeed')).toEqual([]);
    expect(address()).toBe(hash);
  });

  it('does not train on the data that happen to be loaded when it is entered', () => {
    page = openStore();
    page.deliver(MNIST);
    page.actions.openPermalink(parsePermalink(hash));
    page.actions.train();
    page.actions.measureSpeed();
    expect(page.sentOf('startTraining')).toEqual([]);
    expect(page.sentOf('measureSpeed')).toEqual([]);
    expect(chosenDataset(page.state().dataset)).toEqual(LEAVES);
  });

  it('goes on once the very files are given', () => {
    page.actions.loadFiles([]);
    page.deliver(LEAVES);
    expect(page.state().dataset.awaited).toBeUndefined();
    page.actions.train();
    expect(page.sentOf('startTraining')[0]?.config.dataset).toEqual(LEAVES);
  });

  it('knows files of the same name with another content for others, and trains on them all the same', () => {
    const others = ownFiles('leaves', 'b');
    page.actions.loadFiles([]);
    page.deliver(others);
    expect(page.state().dataset.awaited).toEqual(LEAVES);
    expect(isAwaitingFiles(page.state().dataset)).toBe(false);
    page.actions.train();
    expect(page.sentOf('startTraining')[0]?.config.dataset).toEqual(others);
    expect(address()).toContain(others.fingerprint);
  });

  it('is given up when a registered set is chosen instead', () => {
    page.actions.chooseDataset(DIGITS);
    page.deliver(DIGITS);
    expect(page.state().dataset.awaited).toBeUndefined();
    page.actions.train();
    expect(page.sentOf('startTraining')[0]?.config.dataset).toEqual(DIGITS);
  });

  it('keeps waiting when the files that were given could not be read', () => {
    page.actions.loadFiles([]);
    page.failLoading({ code: 'fileEmpty', details: { file: 'a' } });
    expect(isAwaitingFiles(page.state().dataset)).toBe(true);
  });
});

describe('forgetting the kept copy', () => {
  it('can be undone by loading it again', () => {
    page.deliver(MNIST);
    page.actions.forgetDataset();
    const [command] = page.sentOf('forgetDataset');
    expect(command?.id).toBe('mnist');
    page.store.receive({ type: 'datasetForgotten', requestId: command!.requestId });
    expect(page.state().dataset).toMatchObject({ forgetting: { status: 'done' }, summary: { kept: false } });
    page.actions.retryLoading();
    page.deliver(MNIST);
    expect(page.state().dataset).toMatchObject({ forgetting: undefined, summary: { kept: true } });
  });

  it('does not get in the way of digits that are being generated', () => {
    page.deliver(MNIST);
    page.actions.chooseDataset(DIGITS);
    page.actions.forgetDataset();
    page.actions.train();
    page.store.receive({
      type: 'datasetForgotten',
      requestId: page.sentOf('forgetDataset')[0]!.requestId,
    });
    expect(page.state().dataset).toMatchObject({ status: 'loading', summary: { kept: false } });
    page.deliver(DIGITS);
    expect(page.run()?.status).toBe('starting');
    expect(page.state().dataset.summary).toMatchObject({ config: DIGITS });
  });

  it('that fails is no failure of the data', () => {
    page.deliver(MNIST);
    page.actions.forgetDataset();
    page.failLoading(OFFLINE, page.sentOf('forgetDataset')[0]!.requestId);
    expect(page.state().dataset).toMatchObject({
      status: 'ready',
      summary: { kept: true },
      forgetting: { status: 'failed', error: OFFLINE },
    });
  });
});

describe('data whose images are smaller', () => {
  it('give the net the first layers that take them', () => {
    page.actions.loadFiles([]);
    page.deliver(ownFiles('photos', 'c'), { height: 64, width: 64, channels: 3 });
    page.actions.changeDraft({ model: { id: 'vgg11', width: 0.25, choices: {} } });
    page.actions.chooseDataset(DIGITS);
    expect(page.state().draft).toMatchObject({
      dataset: DIGITS,
      model: { id: 'vgg11', width: 0.25, stem: 'small' },
    });
  });
});
