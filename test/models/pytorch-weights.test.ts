import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { pyTorchWeights } from '#models/pytorch-weights.ts';
import { architectures, buildGraph, findArchitecture } from '#models/registry.ts';
import { weightsOf } from '#models/weights.ts';

/** What torchvision's own models have, by our id. */
const stateDicts: Readonly<Record<string, readonly string[]>> = JSON.parse(
  readFileSync(new URL('../reference/state_dicts.json', import.meta.url), 'utf8'),
);

describe('the weights of a net in PyTorch', () => {
  it.each(Object.keys(stateDicts))('%s has the keys and shapes of torchvision’s state dict', (id) => {
    const ours = pyTorchWeights(buildGraph(id)).map(({ key, keyShape }) => `${key} ${keyShape.join('x')}`);
    expect(ours.toSorted()).toEqual(stateDicts[id]?.toSorted());
  });

  it.each(architectures.map(({ id }) => id))('%s has no key twice, and all its parameters', (id) => {
    const graph = buildGraph(id);
    const weights = pyTorchWeights(graph);
    expect(new Set(weights.map(({ key }) => key)).size).toBe(weights.length);
    for (const { shape, keyShape } of weights) {
      const count = (sizes: readonly number[]) => sizes.reduce((product, size) => product * size, 1);
      expect(count(keyShape)).toBe(count(shape));
    }
  });

  it('knows the map that a fully connected layer reads through dropout', () => {
    // Table 1 of the paper and torchvision's alexnet: 6 x 6 maps of 256 channels before classifier.1.
    const windowOf = (id: string, layer: string) =>
      weightsOf(buildGraph(id)).find(({ name }) => name === `${layer}/kernel`)?.window;
    expect(windowOf('alexnet_torchvision', 'classifier.1')).toEqual([6, 6, 256, 4096]);
    expect(windowOf('vgg16', 'classifier.0')).toEqual([7, 7, 512, 4096]);
    expect(windowOf('vgg16', 'classifier.3')).toEqual([1, 1, 4096, 4096]);
    expect(windowOf('googlenet_torchvision', 'aux1.fc1')).toEqual([4, 4, 128, 1024]);
    // Grouped: half of the 96 channels.
    expect(windowOf('alexnet_two_groups', 'conv2')).toEqual([5, 5, 48, 256]);
  });

  it('knows the names of timm’s VGG and of the old DenseNet files', () => {
    const other = (id: string, layer: string) => findArchitecture(id).otherLayerNames?.[0]?.nameOf(layer);
    expect(other('vgg16', 'classifier.0')).toBe('pre_logits.fc1');
    expect(other('vgg16', 'features.0')).toBe('features.0');
    expect(other('densenet121', 'features.denseblock1.denselayer12.norm1')).toBe(
      'features.denseblock1.denselayer12.norm.1',
    );
    expect(other('densenet121', 'features.transition1.norm')).toBe('features.transition1.norm');
    expect(other('densenet121', 'features.norm5')).toBe('features.norm5');
  });
});
