import type { Architecture, BuildOptions } from './catalog.ts';
import { scaleChannels } from './channels.ts';
import { around, type Graph, type Initializer } from './graph.ts';
import { GraphBuilder } from './graph-builder.ts';
import { lenetPaper, lenetPublished, lenetSolverDeviation } from './lenet.ts';
import { itemAt } from './lookup.ts';
import { ADAM_RECIPE } from './recipe.ts';

/*
 * LeCun, Bottou, Bengio, Haffner: Gradient-Based Learning Applied to Document Recognition, Proc. IEEE 86(11),
 * 1998, section II.B, figure 2 and table I. Deviation: ten logits take the place of the radial basis outputs with
 * their fixed codes, so the output layer has 850 parameters of its own beyond the paper's 60,000.
 */

/** Appendix A: uniform in +-2.4 / fan-in. */
const UNIFORM: Initializer = { kind: 'uniformOverFanIn', scale: 2.4 };

/** Table I: the maps of S2 that each of the 16 maps of C3 sees. */
// biome-ignore format: one row a map
const TABLE_1: readonly (readonly number[])[] = [
  [0, 1, 2], [1, 2, 3], [2, 3, 4], [3, 4, 5], [0, 4, 5], [0, 1, 5],
  [0, 1, 2, 3], [1, 2, 3, 4], [2, 3, 4, 5], [0, 3, 4, 5], [0, 1, 4, 5], [0, 1, 2, 5],
  [0, 1, 3, 4], [1, 2, 4, 5], [0, 2, 3, 5],
  [0, 1, 2, 3, 4, 5],
];

/** Table I for any number of maps: each stands for the paper's map at the same place of the row. */
function connections(inputs: number, filters: number): readonly (readonly number[])[] {
  return Array.from({ length: filters }, (_, filter) => {
    const row = itemAt(TABLE_1, Math.floor((filter * TABLE_1.length) / filters));
    const seen = Array.from({ length: inputs }, (_, map) => map).filter((map) =>
      row.includes(Math.floor((map * 6) / inputs)),
    );
    return seen.length > 0 ? seen : [0];
  });
}

function lenet5Of1998({ inputShape, numClasses, width, stem }: BuildOptions): Graph {
  const g = new GraphBuilder('lenet5_1998', inputShape, numClasses);
  const conv = (name: string, input: string, filters: number, pad = 0, partial = false) => {
    const count = scaleChannels(filters, width);
    const x = g.conv(name, input, {
      filters: count,
      kernelSize: [5, 5],
      strides: [1, 1],
      padding: around(pad),
      ...(partial ? { connections: connections(g.shapeOf(input)[2], count) } : {}),
      useBias: true,
      kernelInitializer: UNIFORM,
      biasInitializer: UNIFORM,
    });
    return g.activation(`${name}_act`, x, 'scaledTanh');
  };
  const subsample = (name: string, input: string) =>
    g.activation(`${name}_act`, g.subsample(name, input, { poolSize: [2, 2] }), 'scaledTanh');
  const dense = (name: string, input: string, units: number) =>
    g.dense(name, input, { units, useBias: true, kernelInitializer: UNIFORM, biasInitializer: UNIFORM });

  let x = subsample('S2', conv('C1', g.input, 6, stem === 'small' ? 2 : 0)); // 14 x 14 x 6
  x = subsample('S4', conv('C3', x, 16, 0, true)); // 5 x 5 x 16
  x = g.flatten('flatten', conv('C5', x, 120)); // 1 x 1 x 120
  x = g.activation('F6_act', dense('F6', x, scaleChannels(84, width)), 'scaledTanh');
  return g.build(dense('OUTPUT', x, numClasses));
}

export const lenet1998: readonly Architecture[] = [
  {
    id: 'lenet5_1998',
    family: 'LeNet',
    name: 'LeNet-5 (1998)',
    year: 1998,
    paper: lenetPaper,
    idea: {
      en: 'LeNet-5 as printed in 1998: partial connections, subsampling that learns, and a scaled tanh.',
      'zh-Hans': '1998 年论文原样的 LeNet-5：部分连接、可学习的下采样和缩放的 tanh。',
    },
    deviations: [
      {
        en: 'Ten logits with softmax cross-entropy take the place of the radial basis outputs and their 840 fixed codes: 850 parameters more than the 60,000 of the paper.',
        'zh-Hans':
          '用十个 logits 与 softmax 交叉熵代替径向基输出及其 840 个固定编码：比论文的 60,000 个参数多 850 个。',
      },
      lenetSolverDeviation,
      {
        en: 'Sub-sampling starts as plain averaging, with its coefficients at 1/4 and its biases at 0.',
        'zh-Hans': '下采样以普通平均开始：系数为 1/4，偏置为 0。',
      },
      {
        en: 'At another width the connection table is stretched.',
        'zh-Hans': '改变宽度时连接表随之伸缩。',
      },
    ],
    published: lenetPublished,
    inputShape: [32, 32, 1],
    numClasses: 10,
    minimumInputSide: 32,
    smallStem: {
      changes: {
        en: 'C1 pads digits of 28x28 to 32x32, as the paper centres them.',
        'zh-Hans': 'C1 将 28x28 的数字填充为 32x32，与论文将其居中相同。',
      },
      minimumInputSide: 28,
    },
    classroom: { inputShape: [28, 28, 1], width: 1, stem: 'small' },
    choices: {},
    recipe: { ...ADAM_RECIPE, learningRate: 0.002, weightDecay: 0 },
    build: lenet5Of1998,
  },
];
