import { describe, expect, it } from 'vitest';
import { analyse } from '#models/analysis.ts';
import { estimateMemory } from '#models/memory/estimate.ts';
import { architectures, buildGraph } from '#models/registry.ts';
import { activationBytes } from '#panels/zoo/activation-bytes.ts';

describe("a net's activations for one image", () => {
  it.each(architectures.map(({ id }) => id))(
    "of %s are in training what 'Will it fit?' counts for each",
    (id) => {
      const graph = buildGraph(id);
      for (const backend of ['wasm', 'webgl'] as const) {
        const { training } = activationBytes(graph, analyse(graph), backend);
        const batch = estimateMemory(graph, { batchSize: 32, optimizer: 'adam', backend });
        expect(32 * training).toBe(batch.activations);
      }
    },
  );

  it('are forward what lectures count', () => {
    const graph = buildGraph('vgg16');
    // CS231n's table of VGG-16, row by row: 15.2 million values.
    const { forward } = activationBytes(graph, analyse(graph), 'wasm');
    expect(forward / 4 / 1e6).toBeCloseTo(15.2, 1);
  });
});
