import { beforeEach, describe, expect, it } from 'vitest';
import { comparedCurve } from '#store/compared-curves.ts';
import { bySeeds, comparedRun, differences } from '#store/compared-run.ts';
import { comparisonCsv, comparisonJson } from '#store/comparison-file.ts';
import { formatPermalink, parsePermalink } from '#store/permalink.ts';
import { defaultConfig } from '#store/set-up.ts';
import { keptRun } from './kept-run.ts';
import { type OpenStore, openStore } from './open-store.ts';

const config = defaultConfig();

describe('an address of Compare', () => {
  const compare = { runIds: ['a-1', 'b_2'], netIds: ['alexnet'], baselineId: 'b_2' };

  it('holds what is compared and gives it again', () => {
    const hash = formatPermalink({ place: 'compare', config, compare });
    expect(parsePermalink(hash)).toMatchObject({ place: 'compare', compare });
  });

  it('that anybody has written gives nothing but ids, known nets, and a baseline that is compared', () => {
    const { compare } = parsePermalink('#compare?runs=a,../x,b,a&nets=alexnet,nothing&baseline=c');
    expect(compare).toEqual({ runIds: ['a', 'b'], netIds: ['alexnet'] });
    const many = Array.from({ length: 500 }, (_, i) => `r${i}`).join(',');
    expect(parsePermalink(`#compare?runs=${many}`).compare?.runIds).toHaveLength(40);
  });

  it('of another place says nothing of it', () => {
    expect(formatPermalink({ place: 'train', config, compare })).not.toContain('runs');
    expect(parsePermalink('#train?runs=a').compare).toBeUndefined();
  });
});

describe('what is compared', () => {
  let page: OpenStore;
  beforeEach(() => {
    page = openStore('#compare?runs=a,b&baseline=b');
  });

  it('comes from the address, and a baseline that is taken out is one no longer', () => {
    expect(page.state().compare).toEqual({ runIds: ['a', 'b'], netIds: [], baselineId: 'b' });
    page.actions.toggleComparedRun('b');
    page.actions.toggleComparedNet('vgg16');
    expect(page.state().compare).toEqual({ runIds: ['a'], netIds: ['vgg16'] });
    page.actions.pinBaseline('a');
    page.actions.pinBaseline('a');
    expect(page.state().compare).not.toHaveProperty('baselineId');
  });
});

describe('a compared run', () => {
  it('has the figures of its test split, its speed, and the size of its net', () => {
    const row = comparedRun(keptRun('a'));
    expect(row).toMatchObject({ split: 'test', images: 500, epochMs: 4000, imagesPerSecond: 250 });
    expect(row.top1?.error).toBe(0.08);
    // 40 of 500, by test/reference/evaluation.py's wilson.
    expect(row.top1?.interval.low).toBeCloseTo(0.0592981, 6);
    expect(row.top1?.interval.high).toBeCloseTo(0.1071063, 6);
    // LeNet-5 on 28 x 28 (test/reference/architectures/lenet5.json).
    expect(row.params).toBe(61_706);
  });

  it('that was not measured has those of its held-out images, and says so', () => {
    const row = comparedRun(keptRun('a', { evaluations: [] }));
    expect(row).toMatchObject({ split: 'validation', images: 200, result: undefined });
    expect(row.top1?.error).toBe(0.1);
  });

  it('that has no epoch behind it has no figures that would be made up', () => {
    const row = comparedRun(keptRun('a', { evaluations: [], epochs: [] }));
    expect(row).toMatchObject({
      split: undefined,
      top1: undefined,
      epochMs: undefined,
      imagesPerSecond: undefined,
    });
  });
});

describe('the differences of set-ups', () => {
  it('are the fields that differ, and no other', () => {
    const other = { ...config, seed: 2, recipe: { ...config.recipe, learningRate: 0.5 } };
    expect(differences([keptRun('a'), keptRun('b', { config: other })])).toEqual([
      { field: 'learningRate', values: [config.recipe.learningRate, 0.5] },
      { field: 'seed', values: [config.seed, 2] },
    ]);
    expect(differences([keptRun('a'), keptRun('b')])).toEqual([]);
  });
});

describe('the curves of runs that differ in their seed alone', () => {
  const second = keptRun('b', {
    config: { ...config, seed: 9 },
    epochs: keptRun('b').epochs.map((epoch) => ({
      ...epoch,
      elapsedMs: 2 * epoch.elapsedMs,
      validation: { ...epoch.validation!, top1Error: epoch.validation!.top1Error + 0.1 },
    })),
  });

  it('are one line, the mean, with a band from the lowest to the highest', () => {
    const other = keptRun('c', { config: { ...config, validationFraction: 0.2 } });
    const groups = bySeeds([keptRun('a'), other, second]);
    expect(groups.map((runs) => runs.map(({ id }) => id))).toEqual([['a', 'b'], ['c']]);
    const { points } = comparedCurve(groups[0]!, 'heldOutError', 'seconds', 0);
    expect(points).toEqual([
      { x: 6, y: expect.closeTo(0.25), low: expect.closeTo(0.2), high: expect.closeTo(0.3) },
      { x: 12, y: expect.closeTo(0.15), low: expect.closeTo(0.1), high: expect.closeTo(0.2) },
    ]);
  });

  it('end where the shortest of them ends, and are averaged with what came before', () => {
    const { points } = comparedCurve(
      [keptRun('a'), { ...second, epochs: second.epochs.slice(0, 1) }],
      'trainingLoss',
      'step',
      0.5,
    );
    expect(points.map(({ x }) => x)).toEqual([100]);
    const [, last] = comparedCurve([keptRun('a')], 'heldOutError', 'epoch', 0.5).points;
    expect(last).toMatchObject({ x: 2, y: expect.closeTo(0.15) });
  });
});

describe('a comparison as a file', () => {
  const rows = [comparedRun(keptRun('a')), comparedRun(keptRun('b', { config: { ...config, seed: 7 } }))];
  const labels = { a: '=SUM(1)', b: 'LeNet-5, "mine"' };

  it('of a table has a line for each run and each published error, and no formula', () => {
    const lines = comparisonCsv(rows, labels, ['zfnet']).trimEnd().split('\r\n');
    const [head, first, second, ...published] = lines;
    expect(head).toContain('name,kind,top1ErrorPercent');
    expect(first).toContain("'=SUM(1),measured,8,");
    expect(second).toContain('"LeNet-5, ""mine""",measured,8,');
    expect(published.length).toBeGreaterThan(1);
    expect(published.every((line) => /^ZFNet[^,]*,published,/.test(line))).toBe(true);
    expect(published.join()).toContain('11.7');
  });

  it('of data has each number as the run has it', () => {
    const file = JSON.parse(comparisonJson(rows, labels, ['zfnet']));
    expect(file.runs[0]).toMatchObject({ id: 'a', top1: { error: 0.08 }, epochs: keptRun('a').epochs });
    expect(file.differences).toEqual([{ field: 'seed', values: [config.seed, 7] }]);
    expect(file.published[0]).toMatchObject({ id: 'zfnet', year: 2013 });
  });
});
