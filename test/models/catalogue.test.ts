import { describe, expect, it } from 'vitest';
import { architectures, buildGraph, findArchitecture } from '#models/registry.ts';

describe.each(architectures.map(({ id }) => id))('%s in the catalogue', (id) => {
  const entry = findArchitecture(id);

  it('tells its idea and every deviation in both languages, in one sentence for the idea', () => {
    for (const text of [
      entry.idea,
      ...entry.deviations,
      ...(entry.smallStem ? [entry.smallStem.changes] : []),
    ]) {
      expect(text.en).toMatch(/^\S.*\.$/s);
      expect(text['zh-Hans']).toMatch(/\p{Script=Han}.*。$/su);
    }
    expect(entry.idea.en.match(/[.!?](\s|$)/g)).toHaveLength(1);
    expect(entry.paper.url).toMatch(/^https:\/\//);
  });

  it('says where the recipe that it offers has another optimiser than the original', () => {
    // Every original was trained by momentum or RMSProp, but LeNet-5 by a method of its own.
    const said = entry.deviations.filter(({ en }) => /\bAdam\b/.test(en));
    expect(said).toHaveLength(entry.recipe.optimizer === 'adam' ? 1 : 0);
    for (const { en } of said) expect(en).toMatch(/ momentum\.| RMSProp\.| Levenberg-Marquardt /);
  });

  it('states no error without the protocol and the source behind it', () => {
    for (const { top1Error, top5Error, protocol, source, dataset } of entry.published) {
      const errors = [top1Error, top5Error].filter((error) => error !== undefined);
      expect(errors.length).toBeGreaterThan(0);
      for (const error of errors) expect(error > 0 && error < 100).toBe(true);
      expect(
        protocol.en.length * protocol['zh-Hans'].length * source.length * dataset.length,
      ).toBeGreaterThan(0);
      if (top1Error !== undefined && top5Error !== undefined) expect(top5Error).toBeLessThan(top1Error);
    }
  });

  it('names the net of an error that is not its own, in a form that the zoo can draw', () => {
    for (const { measuredOn } of entry.published) {
      if (typeof measuredOn !== 'object') continue;
      expect(buildGraph(measuredOn.id, { choices: measuredOn.choices ?? {} }).adapted).toBe(false);
      expect(measuredOn.id !== id || measuredOn.choices !== undefined).toBe(true);
    }
  });
});

describe('the catalogue', () => {
  it('shows what stands behind the five famous figures', () => {
    const protocolOf = (id: string, top5Error: number) =>
      findArchitecture(id).published.find((error) => error.top5Error === top5Error)!.protocol.en;
    expect(protocolOf('alexnet', 16.4)).toContain('five nets');
    expect(protocolOf('zfnet', 11.7)).toContain('Clarifai');
    expect(protocolOf('vgg19', 7.3)).toContain('seven nets');
    expect(protocolOf('googlenet', 6.67)).toContain('seven nets, 144 crops');
    expect(protocolOf('resnet152', 3.57)).toContain('six nets');
  });

  it('says that a plain net learns at a lower rate than its residual twin', () => {
    for (const depth of [18, 34, 20, 32, 44, 56, 110]) {
      const [plain, residual] = [findArchitecture(`plain${depth}`), findArchitecture(`resnet${depth}`)];
      expect(plain.recipe.learningRate).toBeLessThan(residual.recipe.learningRate);
      expect(plain.deviations.some(({ en }) => /lower learning rate than the residual twin/.test(en))).toBe(
        true,
      );
    }
  });

  it("trains with GoogLeNet's heads at 0.3 and Inception v3's at 0.4", () => {
    const heads = (id: string) =>
      buildGraph(id).auxiliaryOutputs.map(({ name, lossWeight }) => [name, lossWeight]);
    expect(heads('googlenet')).toEqual([
      ['aux1', 0.3],
      ['aux2', 0.3],
    ]);
    expect(heads('inception_v3')).toEqual([['aux', 0.4]]);
    expect(heads('inception_v4')).toEqual([]);
  });

  it('folds repeated parts into blocks', () => {
    const blocks = (id: string) => new Set(buildGraph(id).nodes.flatMap(({ block }) => block ?? []));
    expect([...blocks('vgg16')]).toEqual(['block1', 'block2', 'block3', 'block4', 'block5']);
    expect(blocks('googlenet').size).toBe(9 + 2);
    expect(blocks('resnet152').size).toBe(3 + 8 + 36 + 3);
  });
});
