import { describe, expect, it } from 'vitest';
import { analyse } from '#models/analysis.ts';
import type { BuildOptions } from '#models/catalog.ts';
import { buildGraph } from '#models/registry.ts';
import { layerCsv } from '#panels/zoo/layer-csv.ts';

function rows(id: string, options: Partial<BuildOptions> = {}) {
  const graph = buildGraph(id, options);
  return layerCsv(graph, analyse(graph)).split('\r\n');
}

describe('the layer table as CSV', () => {
  it('writes plain numbers, a layer a line, the totals last', () => {
    const lines = rows('vgg16');
    expect(lines[0]).toBe(
      'net,form,layer,type,block,auxiliary_head,output,activations,parameters,non_trainable,multiply_adds,receptive_field,receptive_field_stride',
    );
    // Lecture table of VGG-16: CONV3-64 at 224 x 224: 3.2M activations, 1,728 weights and 64 biases.
    expect(lines).toContain(
      'vgg16,published,features.0,conv,block1,,224x224x64,3211264,1792,0,86704128,3x3,1x1',
    );
    expect(lines.at(-2)).toMatch(/^vgg16,published,total,,,,,15237608,138357544,0,\d+,,$/);
    expect(lines.at(-1)).toBe('');
  });

  it('says which head an auxiliary layer belongs to', () => {
    const lines = rows('googlenet');
    expect(lines.filter((line) => /,aux[12],/.test(line)).length).toBeGreaterThan(10);
    // Szegedy et al. 2015: the heads are thrown away after training.
    expect(lines.at(-2)).toMatch(/^googlenet,published,total_without_auxiliary_heads,,,,,\d+,6998552,/);
  });

  it('says in every row that an adapted net is not the published one', () => {
    const [, ...lines] = rows('vgg16', { width: 0.5 });
    expect(lines.length).toBeGreaterThan(20);
    expect(lines.slice(0, -1).every((line) => line.startsWith('vgg16,adapted,'))).toBe(true);
  });

  it('quotes what would break a cell in two', () => {
    const graph = buildGraph('lenet5');
    const analysis = analyse(graph);
    const [first, ...others] = analysis.layers;
    const named = { ...analysis, layers: [{ ...first!, name: 'a "b", c' }, ...others] };
    expect(layerCsv(graph, named)).toContain('\r\nlenet5,published,"a ""b"", c",input,');
  });
});
