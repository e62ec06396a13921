import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { stagesOf } from '#engine/inspection/stages.ts';
import { Session } from '#engine/session/session.ts';
import { buildGraph, findArchitecture } from '#models/registry.ts';
import type { EngineEvent, EventType } from '#protocol/events.ts';
import { wasmFolder } from '#test/engine/backends.ts';
import { lenetConfig } from '#test/engine/training/configs.ts';

const dataset = { id: 'digits', trainCount: 300, testCount: 120 };
const config = lenetConfig({ epochs: 2 }, { dataset, validationFraction: 0.1 });

async function ready() {
  const events: EngineEvent[] = [];
  const session = new Session((event) => events.push(event), wasmFolder);
  const of = <T extends EventType>(type: T) =>
    events.filter((event): event is Extract<EngineEvent, { type: T }> => event.type === type);
  await session.handle({ type: 'selectBackend', preference: 'wasm', threads: 0 });
  await session.handle({
    type: 'loadDataset',
    requestId: 'load',
    source: { kind: 'registered', config: dataset },
  });
  return { session, of };
}

describe('a look into a net', { timeout: 60_000 }, () => {
  it('shows maps of an untrained one, answers that sum to 1, and leaves nothing behind', async () => {
    const { session, of } = await ready();
    const before = tf.memory().numTensors;
    await session.handle({ type: 'inspectUntrained', requestId: 'i', config });
    expect(tf.memory().numTensors).toBe(before);
    const { inspection } = of('untrainedInspected')[0]!;
    expect(inspection.probabilities).toHaveLength(10);
    expect(inspection.probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
    expect(inspection.image.pixels).toHaveLength(784);
    // LeCun et al. 1998, figure 2, with the shapes of a 28 x 28 image in a 32 x 32 frame.
    expect(inspection.stages.map(({ shape }) => shape.join(' '))).toEqual([
      '28 28 6',
      '14 14 6',
      '10 10 16',
      '5 5 16',
      '1 1 120',
      '1 1 84',
    ]);
    // Its first layer: 6 filters of 5 x 5, zero in the middle of the scale.
    const { filters } = inspection;
    expect(filters).toMatchObject({ layer: 'conv1', of: 6, height: 5, width: 5, channels: 1, count: 6 });
    expect(filters!.pixels).toHaveLength(150);
    expect(Math.max(...[...filters!.pixels].map((value) => Math.abs(value - 128)))).toBe(127);
    for (const { height, width, count, pixels } of inspection.stages) {
      expect(pixels).toHaveLength(height * width * count);
      expect([Math.min(...pixels), Math.max(...pixels)]).toEqual([0, 255]);
    }
  });

  it('in training shows other maps, and the answers that the net gives of that image', async () => {
    const { session, of } = await ready();
    await session.handle({ type: 'inspectUntrained', requestId: 'i', config });
    await session.handle({ type: 'startTraining', runId: 'a', config });
    const { inspection: first } = of('untrainedInspected')[0]!;
    const { inspection, step } = of('netInspected').at(-1)!;
    expect(step).toBe(28);
    expect(inspection.image.pixels).toEqual(first.image.pixels);
    expect(inspection.stages[0]!.pixels).not.toEqual(first.stages[0]!.pixels);
    expect(inspection.filters!.pixels).not.toEqual(first.filters!.pixels);
    const { predictions } = of('predictionsMade').at(-1)!;
    const told = predictions.find(({ trueClass }) => trueClass === inspection.trueClass)!;
    expect(Math.max(...inspection.probabilities)).toBeCloseTo(told.probability, 4);
  });

  it('is refused while a net is in training', async () => {
    const { session, of } = await ready();
    const ended = session.handle({ type: 'startTraining', runId: 'a', config });
    await session.handle({ type: 'inspectUntrained', requestId: 'i', config });
    expect(of('requestFailed')[0]?.error.code).toBe('busy');
    await ended;
  });

  it('stops at one layer for each size of the maps, and leaves auxiliary heads out', () => {
    const { inputShape, numClasses } = findArchitecture('googlenet');
    const graph = buildGraph('googlenet', { inputShape, numClasses, width: 1, choices: {} });
    // Szegedy et al. 2015, table 1.
    expect(stagesOf(graph).map(({ shape: [height] }) => height)).toEqual([112, 56, 28, 14, 7, 1]);
    const names = stagesOf(graph).map(({ name }) => name);
    for (const { node } of graph.auxiliaryOutputs) expect(names).not.toContain(node);
  });
});
