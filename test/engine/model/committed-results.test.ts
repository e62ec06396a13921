import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { architectures } from '#models/registry.ts';
import { type ComparedBackend, TOLERANCES } from './against-pytorch-comparison.ts';
import { comparedNets, type Differences } from './against-pytorch-nets.ts';
import { classroomForm } from './net-results.ts';

/** What full runs wrote, which take hours: that it is there for every net, of the net as it is, and as good as said. */
function results<Content>(name: string): Content {
  return JSON.parse(readFileSync(`test/bench/results/${name}.json`, 'utf8')) as Content;
}

interface OfNets<Entry> {
  readonly entries: Readonly<Record<string, Entry & { readonly classroom: string }>>;
}

const ids = architectures.map(({ id }) => id);

describe('the results of overfitting 32 images', () => {
  const { entries } = results<OfNets<{ readonly top1Error: number; readonly steps: number }>>('overfit');

  it('are those of every net, in the classroom form that it has', () => {
    expect(Object.keys(entries)).toEqual(ids);
    for (const id of ids) expect(entries[id]!.classroom, id).toBe(classroomForm(id));
  });

  it('miss none', () => {
    const missing = ids.filter((id) => entries[id]!.top1Error !== 0);
    expect(missing).toEqual([]);
  });
});

describe.each(['webgl', 'webgpu'])('the results of the first steps on %s', (backend) => {
  const { entries } = results<OfNets<{ readonly losses: readonly number[] }>>(`first-steps-${backend}`);

  it('are those of every net, in the classroom form that it has', () => {
    expect(Object.keys(entries)).toEqual(ids);
    for (const id of ids) expect(entries[id]!.classroom, id).toBe(classroomForm(id));
  });

  it.each(ids)('of %s are finite, and each step lowers the loss', (id) => {
    const { losses } = entries[id]!;
    expect(losses).toHaveLength(4);
    expect(losses.every(Number.isFinite)).toBe(true);
    for (const [i, loss] of losses.slice(1).entries()) expect(loss).toBeLessThan(losses[i]!);
  });
});

it("the results of a step of 32 images are those of every net, within a second, and VGG-16's weights within three", () => {
  const { batchSize, stepMs, vgg16InitialWeightsMs } = results<{
    readonly batchSize: number;
    readonly stepMs: Readonly<Record<string, number>>;
    readonly vgg16InitialWeightsMs: Readonly<Record<'first' | 'again', number>>;
  }>('classroom-step');
  expect(batchSize).toBe(32);
  expect(Object.keys(stepMs)).toEqual(ids);
  for (const id of ids) expect(stepMs[id], id).toBeLessThanOrEqual(1000);
  expect(vgg16InitialWeightsMs.first).toBeLessThanOrEqual(3000);
  expect(vgg16InitialWeightsMs.again).toBeLessThanOrEqual(3000);
});

describe('the results of memory', () => {
  interface Compared {
    readonly ratio: number;
  }
  interface Measured {
    readonly id: string;
    readonly preset: string;
    readonly training: Compared;
    readonly evaluation?: Compared;
  }
  const { wasm, webgl } =
    results<Record<'wasm' | 'webgl', { readonly results: readonly Measured[] }>>('net-memory');

  it('are those of every net in its classroom form on WASM, and of every family on WebGL', () => {
    const measured = wasm.results.filter(({ preset }) => preset === 'classroom').map(({ id }) => id);
    expect(measured).toEqual(ids);
    const families = (wanted: readonly string[]) =>
      new Set(architectures.filter(({ id }) => wanted.includes(id)).map(({ family }) => family));
    expect(families(webgl.results.map(({ id }) => id))).toEqual(families(ids));
  });

  it('are within 25 % of the estimates', () => {
    for (const { id, training, evaluation } of [...wasm.results, ...webgl.results]) {
      for (const { ratio } of [training, evaluation ?? training]) {
        expect(ratio, id).toBeGreaterThanOrEqual(0.75);
        expect(ratio, id).toBeLessThanOrEqual(1.25);
      }
    }
  });
});

describe("the results of the comparison with PyTorch's numbers", () => {
  const { entries } =
    results<OfNets<Readonly<Partial<Record<ComparedBackend, Differences>>>>>('against-pytorch');
  const backends = ['wasm', 'cpu', 'webgl', 'webgpu'] as const;

  it.each(comparedNets)('of %s are within the tolerance on each backend', (net) => {
    for (const backend of backends) {
      const { logits, innerMaps } = entries[net]![backend]!;
      expect(logits, backend).toBeLessThan(TOLERANCES[backend]);
      expect(innerMaps, backend).toBeLessThan(TOLERANCES[backend]);
    }
  });
});
