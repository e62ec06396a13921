import { describe, expect, it } from 'vitest';
import { analyse } from '#models/analysis.ts';
import { around, GraphError, ZERO } from '#models/graph.ts';
import { GraphBuilder } from '#models/graph-builder.ts';
import { architectures, buildGraph, indexById } from '#models/registry.ts';

const weights = { useBias: true, kernelInitializer: ZERO, biasInitializer: ZERO };
const window = { kernelSize: [3, 3], strides: [1, 1], padding: around(1) } as const;
const builder = () => new GraphBuilder('net', [8, 8, 6], 10);
const conv = (g: GraphBuilder, name: string, filters: number, more = {}) =>
  g.conv(name, g.input, { ...window, ...weights, filters, ...more });

describe('a network that is described wrongly is refused, naming the layer and the shapes', () => {
  it.each([
    ['a name used twice', (g) => [conv(g, 'a', 4), conv(g, 'a', 4)], 'a: this layer name is used twice'],
    [
      'maps that do not match in a concat',
      (g) => g.concat('join', [conv(g, 'a', 4), conv(g, 'b', 4, { padding: 'valid' })]),
      'join: heights and widths do not match: 8x8x4 and 6x6x4',
    ],
    [
      'channels that do not match in an add',
      (g) => g.add('sum', conv(g, 'a', 4), conv(g, 'b', 5)),
      'sum: shapes do not match: 8x8x4 and 8x8x5',
    ],
    ['groups that do not divide', (g) => conv(g, 'a', 4, { groups: 4 }), 'a: 4 groups'],
    [
      'a connection table of another length',
      (g) => conv(g, 'a', 4, { connections: [[0]] }),
      'a: the connection table has 1 rows for 4 filters',
    ],
    [
      'a connection to a channel that is not there',
      (g) => conv(g, 'a', 1, { connections: [[6]] }),
      'a: the connection table names channel 6 of 6',
    ],
    [
      'a map that is too small',
      (g) => conv(g, 'a', 4, { kernelSize: [11, 11], padding: 'valid' }),
      'a: the input 8x8x6 is too small for a 11x11 window at stride 1x1',
    ],
    ['no filters', (g) => conv(g, 'a', 0), 'a: filters must be a whole number of at least 1, found 0'],
    [
      'a fully connected layer on a map',
      (g) => g.dense('fc', g.input, { units: 10, ...weights }),
      'fc: takes a flat vector, found 8x8x6: flatten it first',
    ],
    ['an unknown input', (g) => g.flatten('f', 'nowhere'), "f: reads 'nowhere'"],
    [
      'an end that is no classifier',
      (g) => g.build(conv(g, 'a', 4)),
      'a: must end in 10 logits, found 8x8x4',
    ],
  ] satisfies [string, (g: GraphBuilder) => unknown, string][])('%s', (_, draw, message) => {
    expect(() => draw(builder())).toThrow(GraphError);
    expect(() => draw(builder())).toThrow(message);
  });

  it.each(architectures.map(({ id }) => id))('fewer than two classes for %s', (id) => {
    expect(() => buildGraph(id, { numClasses: 1 })).toThrow(`${id}: a classifier needs at least 2 classes`);
  });

  it('a width that is no positive number', () => {
    for (const width of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => buildGraph('vgg16', { width })).toThrow('vgg16: width multiplies the channels');
    }
  });

  it('an input or a number of classes beyond all use', () => {
    for (const inputShape of [
      [10_001, 224, 3],
      [224, 1e9, 3],
      [224, 224, 1e6],
    ] as const) {
      expect(() => buildGraph('vgg16', { inputShape })).toThrow(
        `vgg16: the input may have at most 10000 along each side, found ${inputShape.join('x')}`,
      );
    }
    expect(() => buildGraph('vgg16', { numClasses: 1_000_001 })).toThrow(
      'vgg16: a classifier may have at most 1000000 classes, found 1000001',
    );
  });

  it('counts that no whole number of a double holds exactly', () => {
    const inputShape = [10_000, 10_000, 3] as const;
    // Each of the two grows VGG-16's 1.5e10 multiply-adds, together beyond 2^53 = 9.007e15.
    expect(analyse(buildGraph('vgg16', { inputShape })).totals.multiplyAdds).toBeGreaterThan(2e13);
    expect(() => analyse(buildGraph('vgg16', { inputShape, width: 100 }))).toThrow(
      'vgg16: its counts are beyond',
    );
  });

  it('an id that is not in the zoo, telling which are', () => {
    expect(() => buildGraph('alexnet2')).toThrow(/alexnet2: is not in the zoo; known are lenet5, /);
  });

  it('a choice that the net does not leave open', () => {
    expect(() => buildGraph('vgg16', { choices: { pooling: 'average' } })).toThrow(
      "vgg16: has no choice 'pooling' of 'average'",
    );
  });

  it('two entries of one id', () => {
    const [first] = architectures;
    expect(() => indexById([first!, first!])).toThrow('lenet5: this id is in the registry twice');
  });
});
