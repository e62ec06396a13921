import type { Architecture, BuildOptions } from './catalog.ts';
import { convUnit } from './conv-unit.ts';
import { around, type Graph, type Initializer, keepingSize, type Pair, ZERO } from './graph.ts';
import { GraphBuilder } from './graph-builder.ts';
import { caffe } from './preprocessing.ts';
import { evaluationProtocols, imageNetError } from './published-errors.ts';
import { MOMENTUM_RECIPE } from './recipe.ts';

/*
 * Ioffe, Szegedy: Batch Normalization: Accelerating Deep Network Training by Reducing Internal Covariate Shift,
 * ICML 2015, appendix and figure 5 (BN-Inception).
 * Deviations: conv1 is a plain 7x7 (the appendix describes a separable one); 4c and 4d have the 608 channels to
 * which the paper's own columns add up (it prints 576); the initial weights, not given there, are He's.
 */

const KERNEL: Initializer = { kind: 'heNormal', mode: 'fanIn' };
const BATCH_NORM = { epsilon: 1e-5, momentum: 0.9 };
const labels = (name: string) => ({ conv: name, norm: `${name}_bn`, relu: `${name}_relu` });

/** The columns of figure 5. Modules without a 1x1 branch halve the map: stride 2 and a bare max pooling. */
interface InceptionRow {
  readonly ch1x1?: number;
  readonly reduce3x3: number;
  readonly ch3x3: number;
  readonly reduceDouble3x3: number;
  readonly double3x3: number;
  readonly pool: 'average' | 'max';
  readonly poolProj?: number;
}

// biome-ignore format: the paper's columns
const FIGURE_5: Readonly<Record<string, InceptionRow>> = {
  '3a': { ch1x1: 64,  reduce3x3: 64,  ch3x3: 64,  reduceDouble3x3: 64,  double3x3: 96,  pool: 'average', poolProj: 32 },
  '3b': { ch1x1: 64,  reduce3x3: 64,  ch3x3: 96,  reduceDouble3x3: 64,  double3x3: 96,  pool: 'average', poolProj: 64 },
  '3c': {             reduce3x3: 128, ch3x3: 160, reduceDouble3x3: 64,  double3x3: 96,  pool: 'max' },
  '4a': { ch1x1: 224, reduce3x3: 64,  ch3x3: 96,  reduceDouble3x3: 96,  double3x3: 128, pool: 'average', poolProj: 128 },
  '4b': { ch1x1: 192, reduce3x3: 96,  ch3x3: 128, reduceDouble3x3: 96,  double3x3: 128, pool: 'average', poolProj: 128 },
  '4c': { ch1x1: 160, reduce3x3: 128, ch3x3: 160, reduceDouble3x3: 128, double3x3: 160, pool: 'average', poolProj: 128 },
  '4d': { ch1x1: 96,  reduce3x3: 128, ch3x3: 192, reduceDouble3x3: 160, double3x3: 192, pool: 'average', poolProj: 128 },
  '4e': {             reduce3x3: 128, ch3x3: 192, reduceDouble3x3: 192, double3x3: 256, pool: 'max' },
  '5a': { ch1x1: 352, reduce3x3: 192, ch3x3: 320, reduceDouble3x3: 160, double3x3: 224, pool: 'average', poolProj: 128 },
  '5b': { ch1x1: 352, reduce3x3: 192, ch3x3: 320, reduceDouble3x3: 192, double3x3: 224, pool: 'max',     poolProj: 128 },
};

function inceptionV2({ inputShape, numClasses, width, stem }: BuildOptions): Graph {
  const g = new GraphBuilder('inception_v2', inputShape, numClasses);
  const unit = convUnit(g, { ...BATCH_NORM, width, kernelInitializer: KERNEL, labels });
  const conv = (name: string, input: string, filters: number, kernelSize: Pair, stride = 1) =>
    unit(name, input, filters, kernelSize, [stride, stride], keepingSize(kernelSize));
  // On even maps this is Caffe's rounding up; on the odd ones of an adapted input it still agrees with the
  // convolutions at stride 2 beside it.
  const halve = (name: string, input: string) =>
    g.maxPool(name, input, { poolSize: [3, 3], strides: [2, 2], padding: 'same' });

  const inception = (module: string, row: InceptionRow, input: string) => {
    const name = `inception_${module}`;
    const stride = row.ch1x1 === undefined ? 2 : 1;
    const poolBranch = () => {
      if (stride === 2) return halve(`${name}_pool`, input);
      const window = { poolSize: [3, 3], strides: [1, 1], padding: around(1) } as const;
      return row.pool === 'max'
        ? g.maxPool(`${name}_pool`, input, window)
        : g.avgPool(`${name}_pool`, input, { ...window, countIncludePad: true });
    };
    return g.block(name, () => {
      const branches: string[] = [];
      if (row.ch1x1 !== undefined) branches.push(conv(`${name}_1x1`, input, row.ch1x1, [1, 1]));
      let x = conv(`${name}_3x3_reduce`, input, row.reduce3x3, [1, 1]);
      branches.push(conv(`${name}_3x3`, x, row.ch3x3, [3, 3], stride));
      x = conv(`${name}_double_3x3_reduce`, input, row.reduceDouble3x3, [1, 1]);
      x = conv(`${name}_double_3x3_1`, x, row.double3x3, [3, 3]);
      branches.push(conv(`${name}_double_3x3_2`, x, row.double3x3, [3, 3], stride));
      x = poolBranch();
      branches.push(row.poolProj === undefined ? x : conv(`${name}_pool_proj`, x, row.poolProj, [1, 1]));
      return g.concat(`${name}_output`, branches);
    });
  };

  let x: string;
  if (stem === 'small') {
    x = conv('conv1_3x3', g.input, 64, [3, 3]);
  } else {
    x = conv('conv1_7x7_s2', g.input, 64, [7, 7], 2); // 112 x 112 x 64
    x = halve('pool1_3x3_s2', x); // 56 x 56 x 64
  }
  x = conv('conv2_3x3', conv('conv2_3x3_reduce', x, 64, [1, 1]), 192, [3, 3]); // 56 x 56 x 192
  x = halve('pool2_3x3_s2', x); // 28 x 28 x 192
  for (const [module, row] of Object.entries(FIGURE_5)) x = inception(module, row, x); // 7 x 7 x 1024
  x = g.flatten('flatten', g.globalAvgPool('global_pool', x));
  return g.build(
    g.dense('last_linear', x, {
      units: numClasses,
      useBias: true,
      kernelInitializer: { kind: 'glorotUniform' },
      biasInitializer: ZERO,
    }),
  );
}

const figure4 = 'Ioffe & Szegedy 2015, figure 4';

export const inceptionV2Family: readonly Architecture[] = [
  {
    id: 'inception_v2',
    family: 'Inception',
    name: 'Inception v2 (BN-Inception)',
    year: 2015,
    paper: {
      authors: 'S. Ioffe, C. Szegedy',
      title: 'Batch Normalization: Accelerating Deep Network Training by Reducing Internal Covariate Shift',
      venue: 'ICML 2015',
      url: 'https://arxiv.org/abs/1502.03167',
    },
    idea: {
      en: 'Two 3x3 convolutions take the place of each 5x5, and batch normalisation lets the net learn many times faster.',
      'zh-Hans': '用两个 3x3 卷积取代 5x5，并以批归一化使网络学习快上许多倍。',
    },
    deviations: [
      {
        en: 'conv1 is a plain 7x7; the paper describes a separable one with multiplier 8.',
        'zh-Hans': 'conv1 为普通 7x7；论文描述的是乘数为 8 的可分离卷积。',
      },
      {
        en: "4c and 4d have 608 channels, the sum of the paper's columns (it prints 576); its stated 13.6 M parameters cannot be reached with them.",
        'zh-Hans': '4c 与 4d 有 608 个通道，即论文各列之和（论文写为 576）；其所称 1360 万参数无法由此得到。',
      },
      {
        en: "Initial weights are not given in the paper; He's are used, and Glorot's for the last layer.",
        'zh-Hans': '论文未给出初始权重，采用 He 初始化，最后一层采用 Glorot 初始化。',
      },
    ],
    published: [
      imageNetError({ top1Error: 25.2, top5Error: 7.82 }, evaluationProtocols.oneCrop, figure4),
      imageNetError({ top1Error: 21.99, top5Error: 5.82 }, evaluationProtocols.crops144, figure4),
      imageNetError(
        { top1Error: 20.1, top5Error: 4.9 },
        {
          kind: 'ensemble',
          split: 'validation',
          en: 'six nets, 144 crops, validation (4.82 on the test set)',
          'zh-Hans': '六个网络，144 次裁剪，验证集（测试集 4.82）',
        },
        figure4,
      ),
    ],
    inputShape: [224, 224, 3],
    preprocessing: caffe(224),
    numClasses: 1000,
    minimumInputSide: 1,
    smallStem: {
      changes: {
        en: 'conv1 is 3x3 at stride 1 instead of 7x7 at stride 2, without the pooling after it.',
        'zh-Hans': 'conv1 改为步幅 1 的 3x3（原为步幅 2 的 7x7），并去掉其后的池化。',
      },
      minimumInputSide: 1,
    },
    classroom: { inputShape: [32, 32, 3], width: 0.275, stem: 'small' },
    choices: {},
    recipe: { ...MOMENTUM_RECIPE, learningRate: 0.05 },
    build: inceptionV2,
  },
];
