import { describe, expect, it } from 'vitest';
import { analyse } from '#models/analysis.ts';
import type { Stem } from '#models/catalog.ts';
import type { Shape } from '#models/graph.ts';
import { architectures, buildGraph, findArchitecture } from '#models/registry.ts';

/** About what 32 images may cost in a second: forward and backward are three times the forward pass. */
const CLASSROOM_MULTIPLY_ADDS = 50e6;

describe.each(architectures.map(({ id }) => id))('%s, adapted', (id) => {
  const architecture = findArchitecture(id);
  const channels = architecture.inputShape[2];
  const square = (side: number): Shape => [side, side, channels];
  const stems: readonly { stem: Stem; minimum: number }[] = [
    { stem: 'paper', minimum: architecture.minimumInputSide },
    ...(architecture.smallStem === undefined
      ? []
      : [{ stem: 'small' as const, minimum: architecture.smallStem.minimumInputSide }]),
  ];

  it('is drawn at half its input, or at its smallest where half is too small', () => {
    const half = Math.max(architecture.minimumInputSide, Math.round(architecture.inputShape[0] / 2));
    const graph = buildGraph(id, { inputShape: square(half) });
    expect(graph.nodes.find(({ name }) => name === graph.output)!.shape).toEqual([
      1,
      1,
      architecture.numClasses,
    ]);
    expect(graph.adapted).toBe(half !== architecture.inputShape[0]);
  });

  it('is drawn at a quarter of its width, with fewer parameters and another number of classes', () => {
    const narrow = buildGraph(id, { width: 0.25, numClasses: 7 });
    expect(narrow.adapted).toBe(true);
    expect(narrow.nodes.find(({ name }) => name === narrow.output)!.shape).toEqual([1, 1, 7]);
    for (const { node } of narrow.auxiliaryOutputs) {
      expect(narrow.nodes.find(({ name }) => name === node)!.shape).toEqual([1, 1, 7]);
    }
    expect(analyse(narrow).totals.params).toBeLessThan(analyse(buildGraph(id)).totals.params / 4);
  });

  it('keeps at least one channel everywhere at a hundredth of its width', () => {
    const { nodes } = buildGraph(id, { width: 0.01 });
    expect(Math.min(...nodes.map(({ shape }) => shape[2]))).toBeGreaterThanOrEqual(1);
  });

  it.each(stems)('with the $stem stem takes $minimum pixels and more, and not one less', (at) => {
    const { stem, minimum } = at;
    const draw = (side: number) =>
      architecture.build({
        inputShape: square(side),
        numClasses: 10,
        width: 0.25,
        stem,
        choices: {},
      });
    for (let side = minimum; side < minimum + 34; side++) expect(() => draw(side)).not.toThrow();
    expect(() => draw(minimum - 1)).toThrow(/too small|height x width x channels/);
    expect(() => buildGraph(id, { stem, inputShape: square(minimum - 1) })).toThrow(
      `${id}: needs an input of at least ${minimum}x${minimum}, found ${minimum - 1}x${minimum - 1}`,
    );
  });

  it('takes an oblong image', () => {
    const [height, width] = architecture.inputShape;
    expect(() => buildGraph(id, { inputShape: [height, width + 32, channels] })).not.toThrow();
  });

  it('takes the images of every size from 28 to 64, grey and coloured, at its classroom preset', () => {
    const { width, stem, inputShape } = architecture.classroom;
    for (const side of [28, 32, 47, 64]) {
      for (const depth of [1, 3]) {
        expect(() => buildGraph(id, { width, stem, inputShape: [side, side, depth] })).not.toThrow();
      }
    }
    const graph = buildGraph(id, { width, stem, inputShape, numClasses: 10 });
    expect(analyse(graph).totalsWithAuxiliary.multiplyAdds).toBeLessThan(CLASSROOM_MULTIPLY_ADDS);
  });
});

describe('the small-images form', () => {
  it('keeps 32 pixels as large as the first maps of the paper are relative to its modules', () => {
    const firstMap = (id: string, layer: string) =>
      buildGraph(id, { ...findArchitecture(id).classroom }).nodes.find(({ name }) => name === layer)!.shape;
    expect(firstMap('resnet18', 'layer1.0.conv1').slice(0, 2)).toEqual([32, 32]);
    expect(firstMap('alexnet', 'conv1').slice(0, 2)).toEqual([32, 32]);
    expect(firstMap('googlenet', 'inception_3a/1x1').slice(0, 2)).toEqual([16, 16]);
    expect(firstMap('inception_v3', 'Mixed_5b').slice(0, 2)).toEqual([15, 15]);
  });

  it('is refused where the net takes small images as published', () => {
    expect(() => buildGraph('resnet20', { stem: 'small' })).toThrow('resnet20: has no small-images form');
  });

  it('marks the graph as adapted, as published it is not', () => {
    expect(buildGraph('resnet18').adapted).toBe(false);
    expect(buildGraph('resnet18', { numClasses: 10 }).adapted).toBe(true);
    expect(buildGraph('resnet18', { stem: 'small', inputShape: [224, 224, 3] }).adapted).toBe(true);
  });
});
