import { afterEach, describe, expect, it } from 'vitest';
import { Session } from '#engine/session/session.ts';
import { openFolderStore } from '#engine/storage/folder-store.ts';
import type { EngineEvent, EventOf, EventType } from '#protocol/events.ts';
import type { RunConfig } from '#protocol/run-config.ts';
import { wasmPaths } from '#test/engine/browser-backends.ts';
import { lenetConfig } from '../training/configs.ts';

const dataset = { id: 'digits', trainCount: 300, testCount: 60 } as const;
const config: RunConfig = lenetConfig({ epochs: 3 }, { dataset, validationFraction: 0.1 });

async function open() {
  const events: EngineEvent[] = [];
  const listeners = new Set<() => void>();
  const session = new Session((event) => {
    events.push(event);
    for (const listener of listeners) listener();
  }, wasmPaths);
  const of = <T extends EventType>(type: T) =>
    events.filter((event): event is EventOf<T> => event.type === type);
  /** Settles when there are so many. */
  const seen = (type: EventType, count: number) =>
    new Promise<void>((resolve) => {
      const look = () => of(type).length >= count && resolve();
      listeners.add(look);
      look();
    });
  const load = (config: typeof dataset | { id: 'digits'; trainCount: number; testCount: number }) =>
    session.handle({ type: 'loadDataset', requestId: 'load', source: { kind: 'registered', config } });
  await session.handle({ type: 'selectBackend', preference: 'wasm', threads: 1 });
  await load(dataset);
  return { session, of, seen, load };
}

type Opened = Awaited<ReturnType<typeof open>>;

/** Another run takes the engine, as another visit would. */
const useOtherwise = ({ session }: Opened) =>
  session.handle({ type: 'startTraining', runId: 'other', config: lenetConfig({ epochs: 1 }, { dataset }) });

/** Loss and error of every step of a run, and its epochs. */
const curvesOf = ({ of }: Opened, runId: string) => ({
  points: of('stepsMeasured').flatMap((event) => (event.runId === runId ? event.points : [])),
  epochs: of('epochEnded')
    .filter((event) => event.runId === runId)
    .map((event) => ({ ...event, runId: '', elapsedMs: 0 })),
});

async function evaluationOf({ session, of }: Opened, runId: string) {
  await session.handle({ type: 'evaluate', requestId: 'e', runId, split: 'test' });
  const { elapsedMs: _, ...result } = of('evaluationEnded').at(-1)!.result;
  return result;
}

afterEach(async () => {
  const store = (await openFolderStore())!;
  // The last result may still be on its way to the disk.
  const removeAll = async () => {
    for (const id of await store.list('runs')) await store.remove(['runs', id]);
    return true;
  };
  await expect.poll(() => removeAll().catch(() => false)).toBe(true);
});

describe('a run kept in the browser', { timeout: 120_000 }, () => {
  it('goes on from where it was, after another one had the engine, to the same end', async () => {
    const opened = await open();
    const { session, of, seen } = opened;
    await session.handle({ type: 'startTraining', runId: 'straight', config });
    const expected = { ...curvesOf(opened, 'straight'), test: await evaluationOf(opened, 'straight') };

    const broken = session.handle({ type: 'startTraining', runId: 'broken', config });
    await seen('trainingStarted', 2);
    await session.handle({ type: 'pauseTraining', runId: 'broken' });
    await seen('trainingPaused', 1);
    const { step } = of('trainingPaused')[0]!;
    await session.handle({ type: 'stopTraining', runId: 'broken' });
    await broken;
    await useOtherwise(opened);
    await session.handle({ type: 'openRun', requestId: 'o', runId: 'broken' });
    const { run, points } = of('runRestored')[0]!;
    expect(run).toMatchObject({ step, status: 'stopped', config, data: of('datasetLoaded')[0]!.summary });
    expect(points.map((point) => point.step)).toEqual(Array.from({ length: step }, (_, i) => i + 1));
    expect(points).toEqual(expected.points.slice(0, step));
    await session.handle({ type: 'resumeTraining', runId: 'broken' });
    expect(of('trainingEnded').at(-1)).toMatchObject({ runId: 'broken', outcome: 'finished' });
    expect({ ...curvesOf(opened, 'broken'), test: await evaluationOf(opened, 'broken') }).toEqual(expected);
  });

  it('is listed with what it came to, newest first, named, starred and forgotten', async () => {
    const { session, of } = await open();
    await session.handle({ type: 'startTraining', runId: 'a', config });
    await session.handle({ type: 'evaluate', requestId: 'e', runId: 'a', split: 'test' });
    await session.handle({
      type: 'startTraining',
      runId: 'b',
      config: lenetConfig({ epochs: 1 }, { dataset }),
    });
    await session.handle({ type: 'changeRun', requestId: 'c', runId: 'a', change: { name: 'first' } });
    await session.handle({ type: 'changeRun', requestId: 'c', runId: 'b', change: { isStarred: true } });
    await expect
      .poll(async () => {
        await session.handle({ type: 'listRuns', requestId: 'l' });
        return of('runsListed')
          .at(-1)!
          .runs.map(({ id, name, isStarred }) => [id, name, isStarred]);
      })
      .toEqual([
        ['b', '', true],
        ['a', 'first', false],
      ]);
    const [, a] = of('runsListed').at(-1)!.runs;
    expect(a).toMatchObject({ status: 'finished', step: 42, isElsewhere: false });
    expect(a!.epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
    expect(a!.evaluations).toEqual([of('evaluationEnded')[0]!.result]);
    await session.handle({ type: 'forgetRun', requestId: 'f', runId: 'a' });
    await session.handle({ type: 'listRuns', requestId: 'l' });
    expect(
      of('runsListed')
        .at(-1)!
        .runs.map(({ id }) => id),
    ).toEqual(['b']);
  });

  it('is not opened on other data, while another tab has it, or when there is none', async () => {
    const opened = await open();
    const { session, of, load } = opened;
    await session.handle({ type: 'startTraining', runId: 'a', config });
    const elsewhere = await open();
    await elsewhere.session.handle({ type: 'listRuns', requestId: 'l' });
    expect(elsewhere.of('runsListed')[0]!.runs).toMatchObject([{ id: 'a', isElsewhere: true }]);
    await elsewhere.session.handle({ type: 'openRun', requestId: 'o', runId: 'a' });
    expect(elsewhere.of('requestFailed').map(({ error }) => error.code)).toEqual(['runElsewhere']);

    await load({ ...dataset, trainCount: 200 });
    await session.handle({ type: 'openRun', requestId: 'o', runId: 'a' });
    await session.handle({ type: 'openRun', requestId: 'p', runId: 'never' });
    expect(of('requestFailed').map(({ error }) => error.code)).toEqual(['datasetMismatch', 'runMissing']);
  });

  it('goes on for more epochs, from where it had finished', async () => {
    const opened = await open();
    const { session, of } = opened;
    const short = { ...config, recipe: { ...config.recipe, epochs: 1, schedule: 'constant' as const } };
    const long = { ...short, recipe: { ...short.recipe, epochs: 3 } };
    await session.handle({ type: 'startTraining', runId: 'long', config: long });
    const expected = { ...curvesOf(opened, 'long'), test: await evaluationOf(opened, 'long') };
    await session.handle({ type: 'startTraining', runId: 'short', config: short });
    await session.handle({ type: 'continueTraining', runId: 'short', change: { epochs: 3 } });
    // At a constant rate it makes no difference that it had another end before.
    expect({ ...curvesOf(opened, 'short'), test: await evaluationOf(opened, 'short') }).toEqual(expected);
    await session.handle({ type: 'listRuns', requestId: 'l' });
    expect(of('runsListed')[0]!.runs[0]).toMatchObject({
      id: 'short',
      status: 'finished',
      step: 42,
      plan: { totalSteps: 42 },
      earlierRecipes: [{ untilStep: 14, recipe: { epochs: 1 } }],
    });
  });

  it('is opened with the weights of its best epoch, and goes on from the newest all the same', async () => {
    const opened = await open();
    const { session, of } = opened;
    await session.handle({ type: 'startTraining', runId: 'best', config });
    const newest = await evaluationOf(opened, 'best');
    const { best } = of('runKept').at(-1)!;
    const epochs = of('epochEnded').map(({ validation }) => validation!);
    const [least] = epochs.toSorted((a, b) => a.top1Error - b.top1Error || a.loss - b.loss);
    expect(best).toMatchObject({ epoch: epochs.indexOf(least!) + 1, loss: least!.loss });
    await session.handle({ type: 'openRun', requestId: 'o', runId: 'best', weights: 'best' });
    await session.handle({ type: 'evaluate', requestId: 'e', runId: 'best', split: 'validation' });
    const measured = of('evaluationEnded').at(-1)!.result;
    expect(measured).toMatchObject({ step: best!.step, top1Error: least!.top1Error });
    // Summed up in another order.
    expect(measured.loss).toBeCloseTo(least!.loss, 5);
    await session.handle({ type: 'resumeTraining', runId: 'best' });
    expect(of('trainingEnded').at(-1)).toMatchObject({ outcome: 'finished', step: 42 });
    expect(await evaluationOf(opened, 'best')).toEqual(newest);
  });

  it('is taken away as a file, which is taken in as another run with the same net', async () => {
    const opened = await open();
    const { session, of } = opened;
    await session.handle({ type: 'startTraining', runId: 'moved', config });
    const expected = await evaluationOf(opened, 'moved');
    await session.handle({ type: 'exportRun', requestId: 'x', runId: 'moved' });
    const { file } = of('runExported')[0]!;
    await session.handle({ type: 'forgetRun', requestId: 'f', runId: 'moved' });
    const zoorun = new File([file], 'lenet.zoorun');
    await session.handle({ type: 'importRun', requestId: 'i', runId: 'taken', file: zoorun });
    expect(of('runImported')[0]!.run).toMatchObject({ id: 'taken', status: 'finished', config });
    await session.handle({ type: 'openRun', requestId: 'o', runId: 'taken' });
    expect(of('runRestored').at(-1)!.points).toHaveLength(42);
    expect(await evaluationOf(opened, 'taken')).toEqual(expected);

    const broken = new File([file.slice(0, file.size - 1)], 'broken.zoorun');
    await session.handle({ type: 'importRun', requestId: 'j', runId: 'c', file: broken });
    expect(of('requestFailed').map(({ error }) => error.code)).toEqual(['fileTruncated']);
    await session.handle({ type: 'listRuns', requestId: 'l' });
    expect(
      of('runsListed')
        .at(-1)!
        .runs.map(({ id }) => id),
    ).toEqual(['taken']);
  });

  it('is watched in another tab as it happens, and taken over when the first one lets go', async () => {
    const first = await open();
    const second = await open();
    const longer = { ...config, recipe: { ...config.recipe, epochs: 40 } };
    const training = first.session.handle({ type: 'startTraining', runId: 'watched', config: longer });
    await first.seen('epochEnded', 2);
    await second.session.handle({ type: 'watchRun', requestId: 'w', runId: 'watched' });
    await second.seen('epochEnded', 2);
    const [watched] = second.of('runWatched');
    expect(watched).toMatchObject({ run: { id: 'watched', config: longer }, isPaused: false });
    await second.seen('predictionsMade', 1);
    // It has not seen the pictures before.
    expect(second.of('predictionsMade')[0]!.images?.labels.length).toBeGreaterThan(0);
    await first.session.handle({ type: 'pauseTraining', runId: 'watched' });
    await second.seen('trainingPaused', 1);
    const steps = [...watched!.points, ...second.of('stepsMeasured').flatMap(({ points }) => points)];
    const { step } = second.of('trainingPaused')[0]!;
    expect(steps.map((point) => point.step)).toEqual(Array.from({ length: step }, (_, i) => i + 1));
    expect(second.of('runFreed')).toEqual([]);

    // It stops there, and another run takes the engine.
    await first.session.handle({ type: 'stopTraining', runId: 'watched' });
    await training;
    await second.seen('trainingEnded', 1);
    await useOtherwise(first);
    await second.seen('runFreed', 1);
    await second.session.handle({ type: 'openRun', requestId: 'o', runId: 'watched' });
    expect(second.of('runRestored')[0]!.points).toHaveLength(step);
  });
});
