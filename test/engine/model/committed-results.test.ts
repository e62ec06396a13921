import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { architectures } from '#models/registry.ts';
import { type ComparedEntry, expectTolerable, type TOLERANCES } from './against-pytorch-comparison.ts';
import { comparedNets } from './against-pytorch-nets.ts';
import { classroomForm, type Measured, type Results } from './net-results.ts';
import { withEveryFamily } from './representatives.ts';

/*
 * What `npm run measure-net` and full runs wrote, which takes minutes for a net and hours for all: that it is there for
 * every net, of the net as it is, and as good as said.
 */
function results<Entry>(name: string): Results<Entry> {
  return JSON.parse(readFileSync(`test/bench/results/${name}.json`, 'utf8')) as Results<Entry>;
}

const howToMeasure = (id: string) => `run npm run measure-net -- ${id}`;

/** What a file of results has of a net. */
function known<Entry>(entry: Entry | undefined, id: string, of = ''): Entry {
  if (entry === undefined) throw new Error(`no results for ${id}${of}; ${howToMeasure(id)}`);
  return entry;
}

interface InClassroomForm extends Measured {
  readonly classroom: string;
}

/** What a file of results has of a net in the classroom form that the net has now. */
function current<Entry extends InClassroomForm>(entry: Entry | undefined, id: string, of?: string): Entry {
  const found = known(entry, id, of);
  expect(found.classroom, `${id} has another classroom form by now; ${howToMeasure(id)}`).toBe(
    classroomForm(id),
  );
  return found;
}

const ids = architectures.map(({ id }) => id);

it.each(['overfit', 'first-steps-webgl', 'first-steps-webgpu', 'classroom-step', 'net-memory'])(
  'the results in %s.json are those of the nets of the zoo and of no others, each with its date and machine',
  (name) => {
    const { entries } = results<Record<string, unknown>>(name);
    expect(ids).toEqual(expect.arrayContaining(Object.keys(entries)));
    for (const [id, entry] of Object.entries(entries)) {
      for (const { date, machine } of partsOf(entry)) {
        expect(Date.parse(date), id).toBeGreaterThan(0);
        expect(Object.keys(machine).length, id).toBeGreaterThan(0);
      }
    }
  },
);

/** An entry, or its parts where it has several, such as one a backend. */
function partsOf(entry: Record<string, unknown>): readonly Measured[] {
  return 'machine' in entry ? [entry as unknown as Measured] : (Object.values(entry) as Measured[]);
}

describe('the results of overfitting 32 images', () => {
  const { entries } = results<InClassroomForm & { readonly top1Error: number }>('overfit');

  it.each(ids)('of %s, in the classroom form that it has, miss none', (id) => {
    expect(current(entries[id], id).top1Error).toBe(0);
  });
});

describe.each(['webgl', 'webgpu'])('the results of the first steps on %s', (backend) => {
  const { entries } = results<InClassroomForm & { readonly losses: readonly number[] }>(
    `first-steps-${backend}`,
  );

  it.each(ids)(
    'of %s, in the classroom form that it has, are finite, and each step lowers the loss',
    (id) => {
      const { losses } = current(entries[id], id);
      expect(losses).toHaveLength(4);
      expect(losses.every(Number.isFinite)).toBe(true);
      for (const [i, loss] of losses.slice(1).entries()) expect(loss).toBeLessThan(losses[i]!);
    },
  );
});

describe('the results of a step of 32 images', () => {
  interface Step extends InClassroomForm {
    readonly batchSize: number;
    readonly stepMs: number;
  }
  const { entries, vgg16InitialWeights } = results<Step>('classroom-step');

  it.each(ids)('of %s, in the classroom form that it has, are within a second', (id) => {
    const { batchSize, stepMs } = current(entries[id], id);
    expect(batchSize).toBe(32);
    const remedy = `measure ${id} again with nothing else at work, or make its classroom form smaller`;
    expect(stepMs, remedy).toBeLessThanOrEqual(1000);
  });

  it("have VGG-16's initial weights within three seconds", () => {
    const { first, again } = vgg16InitialWeights as Readonly<Record<'first' | 'again', number>>;
    expect(first).toBeLessThanOrEqual(3000);
    expect(again).toBeLessThanOrEqual(3000);
  });
});

describe('the results of memory', () => {
  interface Compared {
    readonly ratio: number;
  }
  interface Part extends InClassroomForm {
    readonly training: Compared;
    readonly evaluation?: Compared;
  }
  const { entries } =
    results<Readonly<Partial<Record<'wasm' | 'wasmAsPublished' | 'webgl', Part>>>>('net-memory');

  it.each(ids)('of %s are there on WASM, in the classroom form that it has', (id) => {
    current(entries[id]?.wasm, id, ' on WASM');
  });

  it('are there for a net of every family on WebGL', () => {
    const measured = ids.filter((id) => entries[id]?.webgl !== undefined);
    for (const id of withEveryFamily(measured)) current(entries[id]?.webgl, id, ' on WebGL');
  });

  it('are within 25 % of the estimates', () => {
    for (const [id, parts] of Object.entries(entries)) {
      for (const { training, evaluation } of Object.values(parts)) {
        for (const { ratio } of [training, evaluation ?? training]) {
          expect(ratio, id).toBeGreaterThanOrEqual(0.75);
          expect(ratio, id).toBeLessThanOrEqual(1.25);
        }
      }
    }
  });
});

describe("the results of the comparison with PyTorch's numbers", () => {
  const { entries } =
    results<Readonly<Partial<Record<keyof typeof TOLERANCES, ComparedEntry>>>>('against-pytorch');
  const backends = ['wasm', 'cpu', 'webgl', 'webgpu'] as const;

  it.each(comparedNets)('of %s are within the tolerance on each backend', (net) => {
    for (const backend of backends) {
      const found = known(entries[net]?.[backend], net.split('-')[0]!, ` on ${backend}`);
      expectTolerable(net, backend, found, found.machine);
    }
  });
});
