import { describe, expect, it } from 'vitest';
import { analyse } from '#models/analysis.ts';
import { buildGraph } from '#models/registry.ts';

describe('LeNet-5', () => {
  const { layers, totals } = analyse(buildGraph('lenet5'));

  it('has the shapes, parameters and multiply-adds of the 1998 layer plan with full connections', () => {
    // LeCun et al. 1998, section II.B: C1 156 parameters, F6 10,164; C3 fully connected has 16 * (6 * 25 + 1).
    const rows = layers
      .filter((row) => row.type !== 'activation' && row.type !== 'input')
      .map((row) => [row.name, row.output.join('x'), row.params, row.multiplyAdds]);
    expect(rows).toEqual([
      ['conv1', '28x28x6', 156, 117600],
      ['pool1', '14x14x6', 0, 0],
      ['conv2', '10x10x16', 2416, 240000],
      ['pool2', '5x5x16', 0, 0],
      ['flatten', '1x1x400', 0, 0],
      ['fc1', '1x1x120', 48120, 48000],
      ['fc2', '1x1x84', 10164, 10080],
      ['logits', '1x1x10', 850, 840],
    ]);
  });

  it('has 61,706 parameters, 416,520 multiply-adds and 8,878 activations', () => {
    expect(totals).toEqual({ params: 61706, nonTrainable: 0, multiplyAdds: 416520, activations: 8878 });
  });

  it('sees 14 pixels before and 16 after its last pooling', () => {
    const field = (name: string) => layers.find((row) => row.name === name)!.receptiveField;
    expect(field('act2')).toEqual({ size: [14, 14], stride: [2, 2] });
    expect(field('pool2')).toEqual({ size: [16, 16], stride: [4, 4] });
  });
});
