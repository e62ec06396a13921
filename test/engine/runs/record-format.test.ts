import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { decodeRecord, encodeRecord } from '#engine/runs/record-format.ts';
import { keptRun } from './kept-run.ts';

const read = async (name: string) => new Uint8Array(await readFile(new URL(name, import.meta.url)));
const record = {
  generation: 4,
  checkpoint: 2,
  best: 1,
  run: keptRun({ note: 'a note', tags: ['b'] }),
} as const;

/** A record as JSON that a test may spoil. */
interface Spoilt {
  version?: unknown;
  checkpoint: unknown;
  run: {
    name: unknown;
    step: unknown;
    data?: unknown;
    epochs: unknown;
    config: {
      model: Record<string, unknown>;
      recipe: { optimizer: unknown; weightDecay?: unknown; augmentation: { flip?: unknown } };
    };
  };
}

function changed(change: (json: Spoilt) => void): Uint8Array {
  const json = JSON.parse(new TextDecoder().decode(encodeRecord(record))) as Spoilt;
  change(json);
  return new TextEncoder().encode(JSON.stringify(json));
}

describe('the record of a run', () => {
  it('comes back as it was', () => {
    expect(decodeRecord(encodeRecord(record))).toEqual(record);
  });

  it('of version 1 is read for ever: without what only later ones know', async () => {
    const old = decodeRecord(await read('record-1.json'));
    expect(old).toMatchObject({ generation: 3, checkpoint: 1 });
    expect(old?.best).toBeUndefined();
    expect(old?.run).toMatchObject({
      id: 'f00d',
      name: 'first',
      note: '',
      tags: [],
      isStarred: true,
      earlierRecipes: [],
      status: 'finished',
      step: 14,
      config: { model: { id: 'lenet5' }, recipe: { optimizer: 'momentum', learningRate: 0.02 } },
      evaluations: [{ split: 'test', top1Error: 0.25 }],
    });
  });

  it('of version 2 is read for ever', async () => {
    expect(decodeRecord(await read('record-2.json'))).toEqual(record);
  });

  it('that was written before a recipe had some field goes by its default', () => {
    const bytes = changed(({ run }) => {
      delete run.config.recipe.weightDecay;
      delete run.config.recipe.augmentation.flip;
    });
    expect(decodeRecord(bytes)?.run.config.recipe).toMatchObject({
      weightDecay: 0.0005,
      augmentation: { flip: false },
    });
  });

  it('keeps what it says beyond what this program knows', () => {
    const bytes = changed(({ run }) => {
      run.config.model['origin'] = 'elsewhere';
    });
    expect(decodeRecord(bytes)?.run.config.model).toHaveProperty('origin', 'elsewhere');
  });

  it.each<[string, (json: Spoilt) => void]>([
    ['of a later version', (json) => (json.version = 3)],
    ['without a version', (json) => delete json.version],
    ['of a net that is not in the zoo', ({ run }) => (run.config.model['id'] = 'skynet')],
    ['with an optimiser that nobody knows', ({ run }) => (run.config.recipe.optimizer = 'magic')],
    ['with a negative step', ({ run }) => (run.step = -1)],
    ['with a step that is no number', ({ run }) => (run.step = '3')],
    ['that names a folder outside', (json) => (json.checkpoint = '../..')],
    ['with a name without end', ({ run }) => (run.name = 'x'.repeat(1001))],
    ['without its data', ({ run }) => delete run.data],
    ['with epochs that are none', ({ run }) => (run.epochs = [null])],
  ])('is refused %s', (_, change) => {
    expect(decodeRecord(changed(change))).toBeUndefined();
  });

  it('is refused when it is no JSON, or no object', () => {
    for (const text of ['', '{', 'null', '[]', '3']) {
      expect(decodeRecord(new TextEncoder().encode(text)), text).toBeUndefined();
    }
  });
});
