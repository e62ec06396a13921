import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { analyse, resolvedPadding } from '#models/analysis.ts';
import type { BuildOptions } from '#models/catalog.ts';
import type { Graph, GraphNode } from '#models/graph.ts';
import { architectures, buildGraph } from '#models/registry.ts';
import { type ReferenceLayer, readReference } from './reference.ts';

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

const MOST_TOLD = 8;

/** In which layers a drawing and its list differ, in words; the places count from 1. Parallel paths may change places. */
function differences(drawn: readonly ReferenceLayer[], listed: readonly ReferenceLayer[]): readonly string[] {
  const expected = new Map(listed.map((layer) => [layer.name, layer]));
  const names = new Set(drawn.map(({ name }) => name));
  const found = drawn.flatMap((layer, i): readonly string[] => {
    const place = `layer ${i + 1}, '${layer.name}'`;
    const other = expected.get(layer.name);
    if (other === undefined) return [`${place} (${layer.type}), is not in the list`];
    const keys = Object.keys(layer) as (keyof ReferenceLayer)[];
    return keys
      .filter((key) => !isDeepStrictEqual(layer[key], other[key]))
      .map(
        (key) => `${place}: ${key} ${JSON.stringify(layer[key])}, in the list ${JSON.stringify(other[key])}`,
      );
  });
  const missing = listed.flatMap(({ name, type }, i) =>
    names.has(name) ? [] : [`layer ${i + 1} of the list, '${name}' (${type}), is not drawn`],
  );
  const all = [...found, ...missing];
  return all.length > MOST_TOLD ? [...all.slice(0, MOST_TOLD), `and ${all.length - MOST_TOLD} more`] : all;
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
    const compared = ({ name }: { name: string }) => !(OTHER_OUTPUT.has(id) && name === 'OUTPUT');
    const ours = graph.nodes.map((node, i): ReferenceLayer => {
      const { params, nonTrainable, multiplyAdds } = layers[i]!;
      const { name, inputs, operation, shape: output } = node;
      const counts = { params, nonTrainable, multiplyAdds };
      const told = operation.type === 'input' ? undefined : details(graph, node);
      return { name, type: operation.type, inputs, output, ...counts, details: told };
    });
    expect(differences(ours.slice(1).filter(compared), reference.layers.filter(compared))).toEqual([]);
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
