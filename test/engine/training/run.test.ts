import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { EngineFailure } from '#engine/engine-failure.ts';
import { Run } from '#engine/training/run.ts';
import { useBackend } from '#test/engine/backends.ts';
import { bars } from '#test/engine/bars.ts';
import { trainingBatch } from '#test/engine/batches.ts';
import { lenetConfig } from './configs.ts';

describe('a run', { timeout: 30_000 }, () => {
  beforeAll(() => useBackend('wasm'));

  const withRun = async (config: ReturnType<typeof lenetConfig>, use: (run: Run) => unknown) => {
    const run = new Run(config, bars(100, 30));
    try {
      await use(run);
    } finally {
      run.dispose();
    }
  };

  it('shows every training image once an epoch, in another order each time, the same one for the same seed', () =>
    withRun(lenetConfig({}, { validationFraction: 0.2 }), async (run) => {
      const orders = [1, 2, 3].map((epoch) => [...run.orderOf(epoch)]);
      const inOrder = [...run.split('train').indices];
      for (const order of orders) {
        expect(order).not.toEqual(inOrder);
        expect([...order].sort((a, b) => a - b)).toEqual(inOrder);
      }
      expect(new Set(orders.map(String)).size).toBe(3);
      // Asked for again, out of turn and after other things were drawn.
      run.changesOf(2).randomOf(5).uniform();
      expect([...run.orderOf(2)]).toEqual(orders[1]);
      await withRun(run.config, (again) => expect([...again.orderOf(3)]).toEqual(orders[2]));
      await withRun({ ...run.config, seed: 8 }, (other) =>
        expect([...other.orderOf(3)]).not.toEqual(orders[2]),
      );
    }));

  it('holds out the same part of every class, never trains on it, and keeps the test images apart', () =>
    withRun(lenetConfig({}, { validationFraction: 0.2 }), (run) => {
      const { train, validation, test } = {
        train: run.split('train'),
        validation: run.split('validation'),
        test: run.split('test'),
      };
      expect(train.set).toBe(validation.set);
      expect(test.set).not.toBe(train.set);
      expect(test.indices).toHaveLength(30);
      const both = [...train.indices, ...validation.indices];
      expect(new Set(both).size).toBe(100);
      const perClass = new Map<number, number>();
      for (const index of validation.indices) {
        const label = validation.set.labels[index]!;
        perClass.set(label, (perClass.get(label) ?? 0) + 1);
      }
      expect([...perClass.values()]).toEqual(Array(10).fill(2));
    }));

  it('draws the changes of an image anew each epoch, from the epoch and the image alone', () =>
    withRun(lenetConfig(), (run) => {
      const drawn = (epoch: number, index: number) => run.changesOf(epoch).randomOf(index).uniform();
      const once = drawn(2, 17);
      expect(drawn(1, 17)).not.toBe(once);
      expect(drawn(2, 18)).not.toBe(once);
      expect(drawn(2, 17)).toBe(once);
    }));

  it('knows its steps before the first', () =>
    withRun(lenetConfig({ batchSize: 32, epochs: 3 }, { validationFraction: 0.2 }), (run) => {
      expect(run.plan).toMatchObject({
        trainCount: 80,
        validationCount: 20,
        stepsPerEpoch: 3,
        totalSteps: 9,
      });
    }));

  it('names every weight by its layer and what it is there', () =>
    withRun(lenetConfig(), async (run) => {
      const names = [...(await run.weights()).keys()];
      expect(names).toContain('conv1/kernel');
      expect(names).toContain('conv1/bias');
      expect(new Set(names).size).toBe(names.length);
    }));

  it('takes weights by name, in any order, and refuses a set that is not its own, changing nothing', () =>
    withRun(lenetConfig(), async (run) => {
      const before = await run.weights();
      const doubled = new Map(
        [...before].reverse().map(([name, values]) => [name, values.map((v) => 2 * v)]),
      );
      run.setWeights(doubled);
      expect(await run.weights()).toEqual(doubled);

      const { conv1, ...rest } = { conv1: 'conv1/kernel' };
      const missing = new Map([...before].filter(([name]) => name !== conv1));
      const renamed = new Map([...missing, ['conv9/kernel', before.get(conv1)!], ...Object.entries(rest)]);
      const short = new Map([...before, [conv1, new Float32Array(3)]]);
      for (const wrong of [missing, renamed, short]) {
        expect(() => run.setWeights(wrong as never)).toThrow(EngineFailure);
        expect(await run.weights()).toEqual(doubled);
      }
    }));

  it('drops other units at every step and in every layer, the same ones at the same step again', async () => {
    const masksOf = async () => {
      const run = new Run(
        { ...lenetConfig(), model: { id: 'alexnet', width: 1 / 16, stem: 'small', choices: {} } },
        bars(20, 10),
      );
      const seeds: number[][] = [];
      const watched = run.built;
      const layers = watched.graph.nodes.filter(({ operation }) => operation.type === 'dropout');
      expect(layers.length).toBeGreaterThan(1);
      const drops = layers.map(({ name }) => watched.trainingModel.getLayer(name)) as unknown as {
        readonly name: string;
        readonly maskSeeds: { of(layer: string): number };
      }[];
      for (let step = 0; step < 3; step++) {
        seeds.push(drops.map((layer) => layer.maskSeeds.of(layer.name)));
        const batch = trainingBatch(run);
        tf.dispose([...Object.values(run.update(batch, 0.001)), batch.images, batch.labels]);
      }
      run.dispose();
      return seeds;
    };
    const seeds = await masksOf();
    expect(new Set(seeds.flat()).size).toBe(seeds.flat().length);
    expect(await masksOf()).toEqual(seeds);
  });
});
