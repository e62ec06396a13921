import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { Session } from '#engine/session/session.ts';
import { NO_AUGMENTATION } from '#models/recipe.ts';
import type { ImageChanges } from '#protocol/data.ts';
import type { EngineEvent, EventType } from '#protocol/events.ts';
import type { RunConfig } from '#protocol/run-config.ts';
import { confusionOf } from '#store/measures/confusion.ts';
import { wasmFolder } from '#test/engine/backends.ts';
import { lenetConfig } from '#test/engine/training/configs.ts';

/** A session and what it has emitted so far. */
function open() {
  const events: EngineEvent[] = [];
  const listeners: (() => void)[] = [];
  const session = new Session((event) => {
    events.push(event);
    for (const listener of listeners) listener();
  }, wasmFolder);
  const of = <T extends EventType>(type: T) =>
    events.filter((event): event is Extract<EngineEvent, { type: T }> => event.type === type);
  const next = (type: EventType) =>
    new Promise<void>((resolve) => {
      const count = of(type).length;
      listeners.push(() => of(type).length > count && resolve());
    });
  return { session, events, of, next };
}

async function ready() {
  const opened = open();
  await opened.session.handle({ type: 'selectBackend', preference: 'wasm', threads: 0 });
  await opened.session.handle({
    type: 'loadDataset',
    requestId: 'load',
    source: { kind: 'registered', config: dataset },
  });
  return opened;
}

const dataset = { id: 'digits', trainCount: 300, testCount: 120 };
const config: RunConfig = lenetConfig({ epochs: 2 }, { dataset, validationFraction: 0.1 });

describe('a session', { timeout: 30_000 }, () => {
  it('says what it runs on and why', async () => {
    const { of } = await ready();
    expect(of('backendSelected')[0]!.backend).toMatchObject({
      name: 'wasm',
      reason: 'chosenByUser',
      simd: true,
    });
  });

  it('takes a run from the data to an evaluation and a drawing', async () => {
    const { session, of } = await ready();
    expect(of('datasetLoaded')[0]!.summary).toMatchObject({
      config: dataset,
      trainCount: 300,
      testCount: 120,
    });
    await session.handle({ type: 'startTraining', runId: 'a', config });
    expect(of('trainingStarted')[0]!.plan).toMatchObject({
      trainCount: 270,
      validationCount: 30,
      stepsPerEpoch: 14,
      totalSteps: 28,
    });
    expect(of('stepsMeasured').flatMap(({ points }) => points.map(({ step }) => step))).toEqual(
      Array.from({ length: 28 }, (_, i) => i + 1),
    );
    expect(of('trainingEnded')[0]).toMatchObject({ runId: 'a', outcome: 'finished', step: 28 });

    await session.handle({ type: 'evaluate', requestId: 'e', runId: 'a', split: 'test' });
    expect(of('evaluationEnded')[0]!.result).toMatchObject({ split: 'test', images: 120 });

    const ink = new Uint8Array(100 * 100);
    for (let y = 20; y < 80; y++) ink.fill(255, y * 100 + 47, y * 100 + 53);
    await session.handle({
      type: 'classifyDrawing',
      requestId: 'd',
      runId: 'a',
      width: 100,
      height: 100,
      ink,
    });
    const { probabilities, image } = of('imageClassified')[0]!;
    expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
    expect(image.pixels).toHaveLength(784);
  });

  it('takes the trained net along to another backend', { timeout: 60_000 }, async () => {
    const { session, of } = await ready();
    await session.handle({ type: 'startTraining', runId: 'a', config });
    await session.handle({ type: 'evaluate', requestId: 'e', runId: 'a', split: 'validation' });
    await session.handle({ type: 'selectBackend', preference: 'cpu', threads: 0 });
    await session.handle({ type: 'evaluate', requestId: 'f', runId: 'a', split: 'validation' });
    const [onWasm, onCpu] = of('evaluationEnded');
    expect(of('backendSelected').at(-1)!.backend.name).toBe('cpu');
    expect(onCpu!.result.loss).toBeCloseTo(onWasm!.result.loss, 4);
    expect(confusionOf(onCpu!.answers)).toEqual(confusionOf(onWasm!.answers));
  });

  it('foretells how long an epoch takes, and leaves nothing behind', async () => {
    const { session, of } = await ready();
    const before = tf.memory().numTensors;
    await session.handle({ type: 'measureSpeed', requestId: 's', config });
    expect(tf.memory().numTensors).toBe(before);
    const { imagesPerSecond, epochMs } = of('speedMeasured')[0]!;
    expect(imagesPerSecond).toBeGreaterThan(10);
    expect(epochMs).toBeCloseTo((270 / imagesPerSecond) * 1000, 5);
    await session.handle({
      type: 'measureSpeed',
      requestId: 't',
      config: lenetConfig({ batchSize: -1 }, { dataset }),
    });
    expect(of('requestFailed')[0]!.error.code).toBe('configInvalid');
  });

  it('pauses, resumes and stops the run it is told to, and no other', async () => {
    const { session, of, next } = await ready();
    const started = next('trainingStarted');
    const ended = session.handle({ type: 'startTraining', runId: 'a', config });
    await started;
    void session.handle({ type: 'stopTraining', runId: 'another' });
    const paused = next('trainingPaused');
    void session.handle({ type: 'pauseTraining', runId: 'a' });
    await paused;
    const resumed = next('trainingResumed');
    void session.handle({ type: 'resumeTraining', runId: 'a' });
    await resumed;
    void session.handle({ type: 'stopTraining', runId: 'a' });
    await ended;
    expect(of('trainingEnded')[0]).toMatchObject({ outcome: 'stopped' });
    expect(of('trainingEnded')[0]!.step).toBeLessThan(28);
  });

  it('replaces the run in training by a new one', async () => {
    const { session, of, next } = await ready();
    const started = next('trainingStarted');
    const first = session.handle({ type: 'startTraining', runId: 'a', config });
    await started;
    await session.handle({ type: 'startTraining', runId: 'b', config });
    await first;
    expect(of('trainingEnded').map(({ runId, outcome }) => [runId, outcome])).toEqual([
      ['a', 'stopped'],
      ['b', 'finished'],
    ]);
  });

  it('answers with an error as a value and goes on', async () => {
    const { session, of } = open();
    await session.handle({ type: 'startTraining', runId: 'a', config });
    await session.handle({ type: 'evaluate', requestId: 'e', runId: 'a', split: 'test' });
    await session.handle({ type: 'readImages', requestId: 'i', split: 'train', indices: [0] });
    expect(of('trainingFailed')[0]!.error.code).toBe('backendUnavailable');
    expect(of('requestFailed').map(({ requestId, error }) => [requestId, error.code])).toEqual([
      ['e', 'noTrainedModel'],
      ['i', 'datasetMissing'],
    ]);

    await session.handle({ type: 'selectBackend', preference: 'webgl', threads: 0 });
    expect(of('backendFailed')[0]!.error).toEqual({
      code: 'backendUnavailable',
      details: { backend: 'webgl' },
    });
  });

  it('gives up a measurement for the run that is started, and an evaluation too', async () => {
    const { session, of } = await ready();
    const measured = session.handle({ type: 'measureSpeed', requestId: 'm', config });
    await session.handle({ type: 'startTraining', runId: 'a', config });
    await measured;
    expect(of('requestFailed')[0]!.error.code).toBe('cancelled');
    expect(of('speedMeasured')).toEqual([]);
    expect(of('trainingEnded')[0]!.outcome).toBe('finished');

    const evaluated = session.handle({ type: 'evaluate', requestId: 'e', runId: 'a', split: 'train' });
    await session.handle({ type: 'startTraining', runId: 'b', config });
    await evaluated;
    expect(of('requestFailed')[1]).toMatchObject({ requestId: 'e', error: { code: 'cancelled' } });
    expect(of('trainingEnded')[1]).toMatchObject({ runId: 'b', outcome: 'finished' });
  });

  it('selects backends one after the other, and a run waits for the one asked for before it', async () => {
    const { session, of } = await ready();
    const wasm = { type: 'selectBackend', preference: 'wasm', threads: 0 } as const;
    void session.handle({ ...wasm, preference: 'cpu' });
    void session.handle({ ...wasm, preference: 'auto' });
    void session.handle(wasm);
    await session.handle({ type: 'startTraining', runId: 'a', config });
    expect(of('backendSelected').map(({ backend }) => backend.name)).toEqual(['wasm', 'cpu', 'wasm', 'wasm']);
    expect(of('trainingStarted')[0]!.backend.name).toBe('wasm');
    expect(of('trainingEnded')[0]!.outcome).toBe('finished');
  });

  it('evaluates the net on the former backend where the one that was chosen is refused', async () => {
    const { session, of } = await ready();
    await session.handle({ type: 'startTraining', runId: 'a', config });
    const evaluation = { type: 'evaluate', requestId: 'e', runId: 'a', split: 'test' } as const;
    await session.handle(evaluation);
    await session.handle({ type: 'selectBackend', preference: 'webgl', threads: 0 });
    expect(of('backendFailed')).toHaveLength(1);
    await session.handle(evaluation);
    const [before, after] = of('evaluationEnded').map(({ result }) => result);
    expect(after).toMatchObject({ loss: before!.loss, top1Error: before!.top1Error });
    await session.handle({ type: 'startTraining', runId: 'b', config });
    expect(of('trainingFailed')[0]!.error.code).toBe('backendUnavailable');
  });

  it('shows images with a random change that follows from its seed', async () => {
    const { session, of } = await ready();
    const augmentation = { ...NO_AUGMENTATION, rotationDegrees: 20 };
    const read = (changes?: ImageChanges) =>
      session.handle({
        type: 'readImages',
        requestId: 'i',
        split: 'train',
        indices: [0, 1],
        ...(changes && { changes }),
      });
    await read();
    await read({ augmentation, seed: 1 });
    await read({ augmentation, seed: 1 });
    await read({ augmentation, seed: 2 });
    const [plain, first, again, other] = of('imagesRead').map(({ images }) => images.pixels);
    expect(first).not.toEqual(plain);
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });

  it('refuses an index outside the data, an empty drawing and a net too large for its images', async () => {
    const { session, of } = await ready();
    await session.handle({ type: 'readImages', requestId: 'i', split: 'test', indices: [119, 120] });
    expect(of('requestFailed')[0]!.error).toEqual({
      code: 'imageInvalid',
      details: { index: 120, count: 120 },
    });
    await session.handle({
      type: 'startTraining',
      runId: 'b',
      config: lenetConfig({ epochs: 1 }, { dataset }),
    });
    const ink = new Uint8Array(100);
    await session.handle({ type: 'classifyDrawing', requestId: 'd', runId: 'b', width: 10, height: 10, ink });
    expect(of('requestFailed')[1]).toMatchObject({ requestId: 'd', error: { code: 'imageInvalid' } });
    const tooWide = { ...config, model: { ...config.model, width: -1 } };
    await session.handle({ type: 'startTraining', runId: 'c', config: tooWide });
    expect(of('trainingFailed')[0]!.error.code).toBe('modelInvalid');
  });

  it('measures one step of a net in training, which holds still meanwhile though it is told to go on', async () => {
    const { session, of, next } = await ready();
    const long = { ...config, recipe: { ...config.recipe, epochs: 6 } };
    const started = next('stepsMeasured');
    const ended = session.handle({ type: 'startTraining', runId: 'a', config: long });
    await started;
    const paused = next('trainingPaused');
    void session.handle({ type: 'pauseTraining', runId: 'a' });
    await paused;
    const { step } = of('trainingPaused')[0]!;
    const evaluated = session.handle({ type: 'evaluate', requestId: 'e', runId: 'a', split: 'train' });
    const resumed = session.handle({ type: 'resumeTraining', runId: 'a' });
    await evaluated;
    await resumed;
    await session.handle({ type: 'pauseTraining', runId: 'a' });
    await session.handle({ type: 'resumeTraining', runId: 'a' });
    await ended;
    const { result } = of('evaluationEnded')[0]!;
    expect(result.step).toBe(step);
    expect(of('trainingEnded')[0]).toMatchObject({ outcome: 'finished', step: 84 });
  });

  it('evaluates a net in training between two of its steps', async () => {
    const { session, of, next } = await ready();
    const started = next('stepsMeasured');
    const ended = session.handle({ type: 'startTraining', runId: 'a', config });
    await started;
    await session.handle({ type: 'evaluate', requestId: 'e', runId: 'a', split: 'test' });
    await ended;
    const { step } = of('evaluationEnded')[0]!.result;
    expect(step).toBeGreaterThan(0);
    expect(of('trainingEnded')[0]).toMatchObject({ outcome: 'finished', step: 28 });
  });

  it('refuses to measure a split that has no images', async () => {
    const { session, of } = await ready();
    const nothingHeldOut = { ...config, validationFraction: 0 };
    await session.handle({ type: 'startTraining', runId: 'a', config: nothingHeldOut });
    await session.handle({ type: 'evaluate', requestId: 'e', runId: 'a', split: 'validation' });
    expect(of('requestFailed')[0]).toMatchObject({ requestId: 'e', error: { code: 'splitEmpty' } });
  });

  it('never trains on other data than the config names', async () => {
    const { session, of } = await ready();
    for (const [runId, other] of [
      ['a', { id: 'mnist' }],
      ['b', { ...dataset, trainCount: 301 }],
      ['c', { id: 'own', name: 'digits', fingerprint: '00' }],
    ] as const) {
      await session.handle({ type: 'startTraining', runId, config: { ...config, dataset: other } });
    }
    expect(of('trainingFailed').map(({ runId, step, error }) => [runId, step, error.code])).toEqual([
      ['a', 0, 'datasetMismatch'],
      ['b', 0, 'datasetMismatch'],
      ['c', 0, 'datasetMismatch'],
    ]);
    expect(of('trainingStarted')).toEqual([]);
  });
});
