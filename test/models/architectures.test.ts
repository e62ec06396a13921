import { describe, expect, it } from 'vitest';
import { analyse, resolvedPadding } from '#models/analysis.ts';
import type { BuildOptions } from '#models/catalog.ts';
import type { Graph, GraphNode } from '#models/graph.ts';
import { architectures, buildGraph } from '#models/registry.ts';
import { readReference } from './reference.ts';

/** What tells two layers of one operation apart, in the words of the fact sheets. */
function details(graph: Graph, node: GraphNode): Readonly<Record<string, unknown>> | undefined {
  const { operation } = node;
  const input = graph.nodes.find((other) => other.name === node.inputs[0])!.shape;
  const { top, bottom, left, right } = resolvedPadding(node, input);
  const pad = [top, bottom, left, right];
  switch (operation.type) {
    case 'conv':
      return {
        kernel: operation.kernelSize,
        stride: operation.strides,
        pad,
        groups: operation.groups,
        bias: operation.useBias,
      };
    case 'maxPool':
      return { kernel: operation.poolSize, stride: operation.strides, pad };
    case 'avgPool':
      return {
        kernel: operation.poolSize,
        stride: operation.strides,
        pad,
        countIncludePad: operation.countIncludePad,
      };
    case 'batchNorm':
      return { epsilon: operation.epsilon, momentum: operation.momentum };
    case 'lrn':
      return { tfjs: [operation.depthRadius, operation.bias, operation.alpha, operation.beta] };
    case 'dropout':
      return { rate: operation.rate };
    case 'add':
      return { scale: operation.scale };
    default:
      return undefined;
  }
}

/** LeNet-5 of 1998 ends in radial basis units with 840 fixed codes; here, in 850 trainable parameters. */
const OTHER_OUTPUT = new Set(['lenet5_1998']);

/** The fact sheet has the 1998 average pooling, which ours has as an option. */
const optionsOf = (id: string) =>
  id === 'lenet5' ? { choices: { activation: 'tanh', pooling: 'average' } } : {};

const optionA = { choices: { shortcut: 'zeroPadding' } };

describe.each<{ sheet: string; id: string; options: Partial<BuildOptions> }>([
  ...architectures.map(({ id }) => ({ sheet: id, id, options: optionsOf(id) })),
  { sheet: 'resnet18-option-a', id: 'resnet18', options: optionA },
  { sheet: 'resnet34-option-a', id: 'resnet34', options: optionA },
])('$sheet as an independent implementation has it', ({ sheet, id, options }) => {
  const reference = readReference(sheet);
  const graph = buildGraph(id, options);
  const { layers, totals, totalsWithAuxiliary } = analyse(graph);

  it('has every layer with its name, inputs, window, shape, parameters and multiply-adds', () => {
    const compared = (name: string) => !(OTHER_OUTPUT.has(id) && name === 'OUTPUT');
    const ours = graph.nodes.flatMap((node, i) =>
      node.operation.type === 'input' || !compared(node.name)
        ? []
        : [
            {
              name: node.name,
              type: node.operation.type,
              inputs: node.inputs,
              output: node.shape,
              params: layers[i]!.params,
              nonTrainable: layers[i]!.nonTrainable,
              multiplyAdds: layers[i]!.multiplyAdds,
              details: details(graph, node),
            },
          ],
    );
    const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
    expect(ours.sort(byName)).toEqual(reference.layers.filter(({ name }) => compared(name)).toSorted(byName));
  });

  it('has its totals, with and without auxiliary heads', () => {
    expect(graph.inputShape).toEqual(reference.input);
    expect(graph.numClasses).toBe(reference.numClasses);
    if (OTHER_OUTPUT.has(id)) {
      expect(totals.params).toBe(reference.totals.params + 850);
      expect(totals.multiplyAdds).toBe(reference.totals.multiplyAdds);
      expect(totals.activations).toBe(reference.totals.activations + 10);
      return;
    }
    expect(totals).toEqual(reference.totals);
    const { activations, ...withAuxiliary } = totalsWithAuxiliary;
    expect(withAuxiliary).toEqual(reference.totalsWithAuxiliary);
    expect(activations).toBeGreaterThanOrEqual(totals.activations);
  });

  it('has its receptive fields', () => {
    const ours = reference.receptiveFields.map(({ layer }) => ({
      layer,
      ...layers.find((row) => row.name === layer)!.receptiveField,
    }));
    expect(ours).toEqual(reference.receptiveFields);
  });
});
