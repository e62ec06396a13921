import { around, type Graph, ZERO } from '#models/graph.ts';
import { GraphBuilder } from '#models/graph-builder.ts';

/** A small net with every operation of the vocabulary, each in the forms that take other kernels. */
export function everyOperation(): Graph {
  const g = new GraphBuilder('every_operation', [12, 12, 2], 3);
  const he = { kind: 'heNormal', mode: 'fanIn' } as const;
  const conv = (
    name: string,
    input: string,
    options: Partial<Parameters<typeof g.conv>[2]> & { readonly filters: number },
  ) =>
    g.conv(name, input, {
      kernelSize: [3, 3],
      strides: [1, 1],
      padding: around(1),
      useBias: true,
      kernelInitializer: he,
      biasInitializer: { kind: 'constant', value: 0.1 },
      ...options,
    });
  const relu = (name: string, input: string) => g.activation(name, input, 'relu');

  let x = relu('relu1', g.batchNorm('norm1', conv('conv1', g.input, { filters: 4, useBias: false }), norm));
  x = g.lrn('lrn', x, { depthRadius: 2, bias: 1, alpha: 0.1, beta: 0.75 });
  x = g.maxPool('pool1', x, { poolSize: [3, 3], strides: [2, 2], padding: 'valid', ceil: true });
  const grouped = g.activation('tanh', conv('grouped', x, { filters: 4, groups: 2 }), 'tanh');
  const chosen = conv('chosen', x, { filters: 4, connections: [[0], [1, 2], [3], [0, 1, 2, 3]] });
  x = g.add('sum', grouped, g.activation('sigmoid', chosen, 'sigmoid'));
  x = g.add('scaled', x, conv('branch', x, { filters: 4, kernelSize: [1, 1], padding: 'valid' }), 0.2);
  const average = { poolSize: [3, 3], strides: [1, 1], padding: around(1) } as const;
  const inside = g.avgPool('inside', x, { ...average, countIncludePad: false });
  x = g.concat('concat', [inside, g.avgPool('average', x, { ...average, countIncludePad: true })]);
  x = g.add(
    'shortcut',
    g.padShortcut('pad', x, { strides: [2, 2], zeroChannels: 2, before: 1 }),
    relu('relu2', conv('strided', x, { filters: 10, strides: [2, 2] })),
  );
  const whole = g.flatten('whole_flat', g.globalAvgPool('whole', x));
  const adaptive = g.flatten('adaptive_flat', g.adaptiveAvgPool('adaptive', x, { outputSize: [2, 2] }));
  const sampled = g.subsample('subsample', x, { poolSize: [3, 3] });
  const flat = g.flatten('sampled_flat', g.activation('scaled_tanh', sampled, 'scaledTanh'));
  const joined = g.concat('joined', [whole, adaptive, flat]);
  return g.build(
    g.dense('logits', g.dropout('dropout', joined, 0.4), {
      units: 3,
      useBias: true,
      kernelInitializer: he,
      biasInitializer: ZERO,
    }),
  );
}

const norm = { epsilon: 1e-3, momentum: 0.9 };
