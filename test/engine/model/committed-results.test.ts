import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { architectures } from '#models/registry.ts';
import { type ComparedBackend, LARGE_FC6, TOLERANCES } from './against-pytorch-comparison.ts';
import { comparedNets, type Differences } from './against-pytorch-nets.ts';
import { classroomForm } from './net-results.ts';

/** What full runs wrote, which take hours: that it is there for every net, of the net as it is, and as good as said. */
function results<Content>(name: string): Content {
  return JSON.parse(readFileSync(`test/bench/results/${name}.json`, 'utf8')) as Content;
}

/** Compared in a full run alone, and not yet: where WebGL is emulated, and on the CPU backend, it takes hours. */
const OUTSTANDING: Readonly<Record<ComparedBackend, readonly string[]>> = {
  wasm: [],
  cpu: [
    'inception_resnet_v2',
    'inception_v4',
    'vgg11_bn',
    'vgg13',
    'vgg13_bn',
    'vgg19_bn',
    'zfnet',
    'zfnet_wide',
  ],
  webgl: ['vgg19_bn'],
};

interface OfNets<Entry> {
  readonly entries: Readonly<Record<string, Entry & { readonly classroom: string }>>;
}

const ids = architectures.map(({ id }) => id);

/** The deepest net without shortcuts, which does not learn. */
const TOO_DEEP = 'plain110';

describe('the results of overfitting 32 images', () => {
  const { entries } = results<OfNets<{ readonly top1Error: number; readonly steps: number }>>('overfit');

  it('are those of every net, in the classroom form that it has', () => {
    expect(Object.keys(entries)).toEqual(ids);
    for (const id of ids) expect(entries[id]!.classroom, id).toBe(classroomForm(id));
  });

  it('miss none', () => {
    const missing = ids.filter((id) => entries[id]!.top1Error !== 0);
    expect(missing.filter((id) => id !== TOO_DEEP)).toEqual([]);
  });
});

describe('the results of the first steps on WebGL', () => {
  const { entries } = results<OfNets<{ readonly losses: readonly number[] }>>('first-steps');

  it('are those of every net, in the classroom form that it has', () => {
    expect(Object.keys(entries)).toEqual(ids);
    for (const id of ids) expect(entries[id]!.classroom, id).toBe(classroomForm(id));
  });

  it.each(ids)('of %s are finite, and each step lowers the loss', (id) => {
    const { losses } = entries[id]!;
    expect(losses).toHaveLength(4);
    expect(losses.every(Number.isFinite)).toBe(true);
    if (id === TOO_DEEP) return;
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
  const backends = ['wasm', 'cpu', 'webgl'] as const;

  it('are those of every net on every backend, but for the outstanding ones', () => {
    for (const backend of backends) {
      const absent = comparedNets.filter((net) => entries[net]?.[backend] === undefined);
      expect(OUTSTANDING[backend], backend).toEqual(expect.arrayContaining(absent));
    }
  });

  it.each(comparedNets)('of %s are within the tolerance on each backend', (net) => {
    for (const backend of backends) {
      const found = entries[net]?.[backend];
      if (found === undefined) continue;
      const { logits, innerMaps, heldBack } = found;
      expect(innerMaps, backend).toBeLessThan(TOLERANCES[backend]);
      if (heldBack === undefined) {
        expect(logits, backend).toBeLessThan(TOLERANCES[backend]);
      } else {
        expect(backend).toBe('webgl');
        expect(net).toMatch(LARGE_FC6);
      }
    }
  });
});
