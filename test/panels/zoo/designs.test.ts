import { describe, expect, it } from 'vitest';
import { architectures, findArchitecture } from '#models/registry.ts';
import { groupDesigns, headlineError, sortDesigns } from '#panels/zoo/designs.ts';
import { bestOf, leagueEntries, leagueValue } from '#panels/zoo/league.ts';
import { readReference } from '#test/models/reference.ts';

const designs = groupDesigns(architectures);
const ids = (sorted: typeof designs) => sorted.map(({ representative }) => representative.id);

describe('the cards of the zoo', () => {
  it('hold every net exactly once', () => {
    const held = designs.flatMap(({ versions }) => versions.map(({ id }) => id));
    expect(held.toSorted()).toEqual(architectures.map(({ id }) => id).toSorted());
  });

  it('put the versions of one paper together, but not nets for different data sets', () => {
    const versionsOf = (id: string) =>
      designs
        .find(({ versions }) => versions.some((entry) => entry.id === id))!
        .versions.map((entry) => entry.id);
    expect(versionsOf('vgg16')).toHaveLength(8);
    expect(versionsOf('resnet50')).toContain('resnet152_v1_5');
    expect(versionsOf('resnet50')).not.toContain('resnet20');
    // torchvision's AlexNet is that of another paper, of 2014.
    expect(versionsOf('alexnet')).toEqual(['alexnet', 'alexnet_two_groups']);
  });

  it('are led by the version of which, in its default form, most errors were published', () => {
    // ResNet-34 has as many as ResNet-152, but one of them is of its other shortcuts.
    expect(ids(designs)).toEqual(expect.arrayContaining(['alexnet', 'vgg16', 'resnet152', 'resnet20']));
  });

  it('come in the order of history, of size or of cost', () => {
    expect(ids(sortDesigns(designs, 'year')).slice(0, 3)).toEqual(['lenet5', 'alexnet', 'zfnet']);
    // SqueezeNet has fewer parameters than all but LeNet-5 and the nets for CIFAR, VGG-16 the most of all.
    const bySize = ids(sortDesigns(designs, 'params'));
    expect(bySize[0]).toBe('lenet5');
    expect(bySize[2]).toBe('squeezenet1_0');
    expect(bySize.at(-1)).toBe('vgg16');
    expect(ids(sortDesigns(designs, 'multiplyAdds')).at(-1)).toBe('vgg16');
  });

  it('show an error of one net, never that of an ensemble', () => {
    // Krizhevsky et al. 2012, table 2: one net 18.2; the famous 16.4 is the mean of five.
    expect(headlineError(findArchitecture('alexnet'))?.top5Error).toBe(18.2);
    // He et al. 2016, table 3: ten crops of one ResNet-152 give 5.71; 3.57 are six nets.
    expect(headlineError(findArchitecture('resnet152'))?.top5Error).toBe(5.71);
    expect(headlineError(findArchitecture('lenet5'))?.top1Error).toBe(0.95);
  });
});

describe('the chart of published errors', () => {
  const entries = leagueEntries(architectures);
  const errors = (kind: string) =>
    entries.filter(({ published }) => published.protocol.kind === kind).map(({ top5Error }) => top5Error);

  it('keeps ensembles apart from single nets', () => {
    // What the league tables of lectures list side by side: all of them are ensembles.
    for (const famous of [16.4, 11.7, 7.3, 6.67, 3.57]) {
      expect(errors('ensemble')).toContain(famous);
      expect(errors('oneCrop')).not.toContain(famous);
    }
    // torchvision's single-crop accuracies: VGG-16 90.382, ResNet-50 92.862.
    expect(errors('oneCrop')).toEqual(expect.arrayContaining([9.618, 7.138]));
  });

  it('shows a figure once, however many versions quote it', () => {
    expect(errors('ensemble').filter((error) => error === 16.4)).toHaveLength(1);
  });

  it.each([
    // Krizhevsky et al. 2012, table 2: the net on two GPUs, and five like it.
    [18.2, 'tenCrops', 'alexnet_two_groups', 'alexnet_two_groups'],
    [16.4, 'ensemble', 'alexnet_two_groups', 'alexnet_two_groups'],
    [16.5, 'cropsNotStated', 'zfnet', 'zfnet'],
    [9.618, 'oneCrop', 'vgg16', 'vgg16'],
    // He et al. 2016, table 3: options A and B of 34 layers.
    [7.76, 'tenCrops', 'resnet34', 'resnet34-option-a'],
    [7.46, 'tenCrops', 'resnet34', 'resnet34'],
    [3.46, 'ensemble', 'inception_v3', 'inception_v3'],
  ])('places %d (%s) at the size of the net that was measured: %s', (error, kind, id, sheet) => {
    const found = entries.filter(
      ({ published, top5Error }) => top5Error === error && published.protocol.kind === kind,
    );
    expect(found.map(({ architecture }) => architecture.id)).toEqual([id]);
    const { totals } = readReference(sheet);
    expect(leagueValue(found[0]!, 'params')).toBe(totals.params);
    expect(leagueValue(found[0]!, 'multiplyAdds')).toBe(totals.multiplyAdds);
  });

  it.each([
    // What was averaged: nets with a sixth convolution, nets of other widths and depths, a net outside the zoo.
    [15.4, 2012],
    [14.7, 2013],
    [11.7, 2013],
    [7.3, 2014],
    [6.8, 2014],
    [3.57, 2015],
    [3.1, 2016],
  ])('gives %d, which is not of one net of the zoo, a year but no size', (error, year) => {
    const found = entries.filter(
      ({ published, top5Error }) => top5Error === error && published.protocol.kind === 'ensemble',
    );
    expect(found).toHaveLength(1);
    expect(leagueValue(found[0]!, 'params')).toBeUndefined();
    expect(leagueValue(found[0]!, 'multiplyAdds')).toBeUndefined();
    expect(leagueValue(found[0]!, 'year')).toBe(year);
  });

  it('holds no figure on another data set', () => {
    expect(entries.every(({ architecture }) => architecture.family !== 'LeNet')).toBe(true);
  });

  it('draws its line through those that none beats at once in error and in cost', () => {
    const [cheap, good, beaten, dear] = [
      { x: 1, y: 20 },
      { x: 5, y: 7 },
      { x: 6, y: 8 },
      { x: 9, y: 5 },
    ] as const;
    expect([...bestOf([dear, beaten, good, cheap])]).toEqual([dear, good, cheap]);
    // Single crops by torchvision's weights: VGG-16 costs more than ResNet-50 and errs more.
    const alike = entries
      .filter(({ published }) => published.protocol.kind === 'oneCrop')
      .map((entry) => ({ id: entry.architecture.id, x: leagueValue(entry, 'params')!, y: entry.top5Error }));
    const best = [...bestOf(alike)].map(({ id }) => id);
    expect(best).not.toContain('vgg16');
    expect(best).toContain('squeezenet1_0');
  });
});
