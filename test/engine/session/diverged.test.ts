import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { gradientNorms } from '#engine/runs/gradient-norms.ts';
import { Session } from '#engine/session/session.ts';
import { Run } from '#engine/training/run.ts';
import type { EngineEvent, EventOf, EventType } from '#protocol/events.ts';
import { useBackend, wasmFolder } from '#test/engine/backends.ts';
import { bars } from '#test/engine/bars.ts';
import { lenetConfig } from '#test/engine/training/configs.ts';

const dataset = { id: 'digits', trainCount: 300, testCount: 60 } as const;
/** Its weights grow beyond all numbers within a few steps. */
const config = lenetConfig(
  { epochs: 4, optimizer: 'sgd', schedule: 'constant', warmupSteps: 0, learningRate: 8, weightDecay: 1 },
  { dataset, model: { id: 'lenet5', width: 1, choices: { activation: 'relu' } } },
);

async function open(onEvent?: (event: EngineEvent, session: Session) => void) {
  const events: EngineEvent[] = [];
  const session: Session = new Session((event) => {
    events.push(event);
    onEvent?.(event, session);
  }, wasmFolder);
  const of = <T extends EventType>(type: T) =>
    events.filter((event): event is EventOf<T> => event.type === type);
  await session.handle({ type: 'selectBackend', preference: 'wasm', threads: 1 });
  const source = { kind: 'registered', config: dataset } as const;
  await session.handle({ type: 'loadDataset', requestId: 'load', source });
  return { session, of };
}

describe('a run whose loss is no number', { timeout: 60_000 }, () => {
  it('goes back to its last sound checkpoint, says how the gradient grew, and goes on at half the rate', async () => {
    const { session, of } = await open();
    await session.handle({ type: 'startTraining', runId: 'a', config });
    const [failed] = of('trainingFailed');
    expect(failed?.error.code).toBe('lossNotFinite');
    const [restored] = of('runRestored');
    const divergence = restored!.run.divergence!;
    expect(divergence).toMatchObject({ step: failed!.error.details['step'], learningRate: 8, backTo: 0 });
    expect(divergence.gradientNorms.length).toBeGreaterThan(1);
    expect(divergence.gradientNorms[0]).toBeGreaterThan(0);
    expect(divergence.gradientNorms.at(-1)).toBeNull();
    expect(restored!.run.status).toBe('failed');

    // Its net is sound and can be measured.
    await session.handle({ type: 'evaluate', requestId: 'e', runId: 'a', split: 'test' });
    const { result } = of('evaluationEnded')[0]!;
    expect(result.step).toBe(0);
    expect(result.loss).toBeCloseTo(Math.log(10), 0);

    await session.handle({ type: 'continueTraining', runId: 'a', change: { learningRate: 0.02 } });
    expect(of('trainingEnded')).toMatchObject([{ runId: 'a', outcome: 'finished', step: 60 }]);
    await session.handle({ type: 'listRuns', requestId: 'l' });
    const { runs } = of('runsListed')[0]!;
    expect(runs).toMatchObject([
      {
        id: 'a',
        status: 'finished',
        config: { recipe: { learningRate: 0.02 } },
        earlierRecipes: [{ untilStep: 0, recipe: { learningRate: 8 } }],
      },
    ]);
    expect(runs[0]).not.toHaveProperty('divergence');
    expect(runs[0]).not.toHaveProperty('error');
  });

  it('gives its net and engine up at once for a run that is started', async () => {
    const calm = lenetConfig({ epochs: 1 }, { dataset });
    let next: Promise<void> | undefined;
    const { session, of } = await open((event, session) => {
      if (event.type === 'trainingFailed')
        next = session.handle({ type: 'startTraining', runId: 'b', config: calm });
    });
    await session.handle({ type: 'startTraining', runId: 'a', config });
    await next;
    expect(of('trainingEnded')).toMatchObject([{ runId: 'b', outcome: 'finished' }]);
    // It does not come back in its place.
    expect(of('runRestored')).toEqual([]);
  });
});

describe('the norm of the gradient', () => {
  it('is that of the change which one step of plain descent at a rate of 1 makes', async () => {
    await useBackend('wasm');
    const data = bars(40, 10);
    const plain = lenetConfig({
      optimizer: 'sgd',
      weightDecay: 0,
      schedule: 'constant',
      warmupSteps: 0,
      learningRate: 1,
    });
    const run = new Run(plain, data);
    const before = await run.weights();
    const [norm] = await gradientNorms(run, 1, () => false);
    const after = await run.weights();
    let squares = 0;
    for (const [name, values] of after) {
      values.forEach((value, i) => {
        squares += (value - before.get(name)![i]!) ** 2;
      });
    }
    expect(norm).toBeCloseTo(Math.sqrt(squares), 4);
    run.dispose();
  });

  it('is measured at the very steps that training takes, and leaves no tensor behind', async () => {
    const run = new Run(lenetConfig({}), bars(40, 10));
    const { numTensors } = tf.memory();
    const norms = await gradientNorms(run, 5, () => false);
    expect(norms).toHaveLength(5);
    expect(run.step).toBe(5);
    // The optimiser's own tensors came with the first step.
    expect(tf.memory().numTensors).toBe(numTensors + (await run.slots()).size);
    expect(await gradientNorms(run, 9, () => true)).toEqual([]);
    run.dispose();
  });
});
