import { describe, expect, it } from 'vitest';
import { ZERO } from '#models/graph.ts';
import { GraphBuilder } from '#models/graph-builder.ts';
import { estimateMemory } from '#models/memory/estimate.ts';
import { buildGraph } from '#models/registry.ts';

const plain = { useBias: true, kernelInitializer: ZERO, biasInitializer: ZERO } as const;

/** Two convolutions 3x3 and a layer of 10 units on maps of 8x8. */
function small() {
  const net = new GraphBuilder('small', [8, 8, 1], 10);
  const conv = (name: string, input: string) =>
    net.conv(name, input, { filters: 4, kernelSize: [3, 3], strides: [1, 1], padding: 'same', ...plain });
  const second = net.activation(
    'relu2',
    conv('conv2', net.activation('relu1', conv('conv1', net.input), 'relu')),
    'relu',
  );
  return net.build(net.dense('fc', net.flatten('flat', second), { units: 10, ...plain }));
}

const MEGABYTE = 1e6;

describe('the memory of a net in training', () => {
  it('counts weights, slots and gradients four bytes each', () => {
    const params = 4 * 9 + 4 + (4 * 4 * 9 + 4) + (256 * 10 + 10);
    for (const [optimizer, slots] of [
      ['sgd', 0],
      ['momentum', 1],
      ['adamw', 2],
    ] as const) {
      const estimate = estimateMemory(small(), { batchSize: 1, optimizer, backend: 'wasm' });
      expect(estimate.weights).toBe(4 * params);
      expect(estimate.gradients).toBe(4 * params);
      expect(estimate.optimizer).toBe(4 * slots * params);
    }
  });

  it('keeps the maps that the backward pass reads, and the gradient of every map, until the pass is done', () => {
    const at = (batchSize: number) =>
      estimateMemory(small(), { batchSize, optimizer: 'sgd', backend: 'wasm' }).training;
    const map = 8 * 8 * 4;
    // The image; what ReLU gives, twice; the gradients of two convolutions and two ReLUs; the logits; and what the
    // loss makes of them. What a ReLU reads is let go after the forward pass.
    const floats = 64 + 2 * map + 4 * map + 10;
    const perImage = (at(1000) - at(999)) / 4;
    expect(perImage).toBeGreaterThanOrEqual(floats);
    expect(perImage).toBeLessThan(floats + 20 * 10);
  });

  it('is the sum of its parts', () => {
    const { training, ...parts } = estimateMemory(buildGraph('googlenet'), {
      batchSize: 8,
      optimizer: 'adam',
      backend: 'wasm',
    });
    const { weights, optimizer, gradients, activations, workspace } = parts;
    expect(weights + optimizer + gradients + activations + workspace).toBe(training);
  });

  it('is several times that of an evaluation, which lets each map go after its last reader', () => {
    const { training, evaluation } = estimateMemory(buildGraph('resnet50'), {
      batchSize: 16,
      optimizer: 'sgd',
      backend: 'wasm',
    });
    expect(evaluation).toBeLessThan(training / 3);
  });

  it('takes at least the 1.1 GB that VGG-16 with momentum cannot do without', () => {
    const { weights, optimizer } = estimateMemory(buildGraph('vgg16'), {
      batchSize: 1,
      optimizer: 'momentum',
      backend: 'wasm',
    });
    expect(weights + optimizer).toBe(2 * 4 * 138_357_544);
    expect(weights + optimizer).toBeGreaterThan(1100 * MEGABYTE);
  });
});
