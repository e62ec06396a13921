import type { Architecture, BuildOptions } from './catalog.ts';
import { scaleChannels } from './channels.ts';
import { type AuxiliaryOutput, type Graph, type Initializer, keepingSize, type Pair, ZERO } from './graph.ts';
import { GraphBuilder } from './graph-builder.ts';
import { caffe } from './preprocessing.ts';
import { evaluationProtocols, imageNetError } from './published-errors.ts';
import { ADAM_FOR_MOMENTUM, ADAM_RECIPE } from './recipe.ts';

/*
 * Szegedy et al.: Going Deeper with Convolutions, CVPR 2015, table 1 and section 5.
 * Deviations: what the paper leaves open is as in BVLC's Caffe replication: local response normalisation with
 * k = 1 and alpha = 1e-4 / 5, pooling that rounds up, initial weights U(+-sqrt(3 / fan-in)) and biases of 0.2.
 * Where table 1's parameter column contradicts its channel columns, the channels are taken.
 */

const KERNEL: Initializer = { kind: 'uniformFanIn', scale: Math.sqrt(3) };
const BIAS: Initializer = { kind: 'constant', value: 0.2 };
const LRN = { depthRadius: 2, bias: 1, alpha: 1e-4 / 5, beta: 0.75 };
const DROPOUT = 0.4;
const AUXILIARY_DROPOUT = 0.7;
const AUXILIARY_WEIGHT = 0.3;

/** The channel columns of table 1, for one inception module. */
export interface InceptionRow {
  readonly ch1x1: number;
  readonly reduce3x3: number;
  readonly ch3x3: number;
  readonly reduce5x5: number;
  readonly ch5x5: number;
  readonly poolProj: number;
}

// biome-ignore format: the paper's columns
export const TABLE_1 = {
  '3a': { ch1x1: 64,  reduce3x3: 96,  ch3x3: 128, reduce5x5: 16, ch5x5: 32,  poolProj: 32 },
  '3b': { ch1x1: 128, reduce3x3: 128, ch3x3: 192, reduce5x5: 32, ch5x5: 96,  poolProj: 64 },
  '4a': { ch1x1: 192, reduce3x3: 96,  ch3x3: 208, reduce5x5: 16, ch5x5: 48,  poolProj: 64 },
  '4b': { ch1x1: 160, reduce3x3: 112, ch3x3: 224, reduce5x5: 24, ch5x5: 64,  poolProj: 64 },
  '4c': { ch1x1: 128, reduce3x3: 128, ch3x3: 256, reduce5x5: 24, ch5x5: 64,  poolProj: 64 },
  '4d': { ch1x1: 112, reduce3x3: 144, ch3x3: 288, reduce5x5: 32, ch5x5: 64,  poolProj: 64 },
  '4e': { ch1x1: 256, reduce3x3: 160, ch3x3: 320, reduce5x5: 32, ch5x5: 128, poolProj: 128 },
  '5a': { ch1x1: 256, reduce3x3: 160, ch3x3: 320, reduce5x5: 32, ch5x5: 128, poolProj: 128 },
  '5b': { ch1x1: 384, reduce3x3: 192, ch3x3: 384, reduce5x5: 48, ch5x5: 128, poolProj: 128 },
} satisfies Record<string, InceptionRow>;

function googLeNet({ inputShape, numClasses, width, stem }: BuildOptions): Graph {
  const small = stem === 'small';
  const g = new GraphBuilder('googlenet', inputShape, numClasses);
  const conv = (name: string, input: string, filters: number, kernelSize: Pair, stride = 1) =>
    g.activation(
      `${name}/relu`,
      g.conv(name, input, {
        filters: scaleChannels(filters, width),
        kernelSize,
        strides: [stride, stride],
        padding: keepingSize(kernelSize),
        useBias: true,
        kernelInitializer: KERNEL,
        biasInitializer: BIAS,
      }),
      'relu',
    );
  const halve = (name: string, input: string) =>
    g.maxPool(name, input, { poolSize: [3, 3], strides: [2, 2], padding: 'valid', ceil: true });
  const classifier = (name: string, input: string) =>
    g.dense(name, input, {
      units: numClasses,
      useBias: true,
      kernelInitializer: KERNEL,
      biasInitializer: ZERO,
    });

  const inception = (module: keyof typeof TABLE_1, input: string) => {
    const name = `inception_${module}`;
    const row = TABLE_1[module];
    return g.block(name, () => {
      const branch1 = conv(`${name}/1x1`, input, row.ch1x1, [1, 1]);
      const reduced3 = conv(`${name}/3x3_reduce`, input, row.reduce3x3, [1, 1]);
      const branch3 = conv(`${name}/3x3`, reduced3, row.ch3x3, [3, 3]);
      const reduced5 = conv(`${name}/5x5_reduce`, input, row.reduce5x5, [1, 1]);
      const branch5 = conv(`${name}/5x5`, reduced5, row.ch5x5, [5, 5]);
      const pool = g.maxPool(`${name}/pool`, input, {
        poolSize: [3, 3],
        strides: [1, 1],
        padding: keepingSize([3, 3]),
      });
      const branchPool = conv(`${name}/pool_proj`, pool, row.poolProj, [1, 1]);
      return g.concat(`${name}/output`, [branch1, branch3, branch5, branchPool]);
    });
  };

  /** Section 5: average pooling 5x5 / 3, 1x1 convolution with 128 filters, 1024 units, dropout 0.7. */
  const auxiliary = (label: 1 | 2, input: string): AuxiliaryOutput => {
    const name = `aux${label}`;
    const layers = () => {
      const pooled = g.avgPool(`loss${label}/ave_pool`, input, {
        poolSize: fittingWindow(g, input, 5),
        strides: [3, 3],
        padding: 'valid',
        countIncludePad: true,
      });
      const flat = g.flatten(`loss${label}/flatten`, conv(`loss${label}/conv`, pooled, 128, [1, 1]));
      const hidden = g.dense(`loss${label}/fc`, flat, {
        units: scaleChannels(1024, width),
        useBias: true,
        kernelInitializer: KERNEL,
        biasInitializer: BIAS,
      });
      const relu = g.activation(`loss${label}/relu_fc`, hidden, 'relu');
      return classifier(
        `loss${label}/classifier`,
        g.dropout(`loss${label}/drop_fc`, relu, AUXILIARY_DROPOUT),
      );
    };
    return { name, node: g.block(name, () => g.auxiliary(name, layers)), lossWeight: AUXILIARY_WEIGHT };
  };

  let x: string;
  if (small) {
    x = conv('conv1/3x3', g.input, 64, [3, 3]);
  } else {
    x = conv('conv1/7x7_s2', g.input, 64, [7, 7], 2); // 112 x 112 x 64
    x = halve('pool1/3x3_s2', x); // 56 x 56 x 64
  }
  x = g.lrn('pool1/norm1', x, LRN);
  x = conv('conv2/3x3_reduce', x, 64, [1, 1]);
  x = g.lrn('conv2/norm2', conv('conv2/3x3', x, 192, [3, 3]), LRN);
  x = halve('pool2/3x3_s2', x); // 28 x 28 x 192
  x = inception('3b', inception('3a', x)); // 28 x 28 x 480
  x = inception('4a', halve('pool3', x)); // 14 x 14 x 512
  const aux1 = auxiliary(1, x);
  x = inception('4d', inception('4c', inception('4b', x))); // 14 x 14 x 528
  const aux2 = auxiliary(2, x);
  x = inception('4e', x); // 14 x 14 x 832
  x = inception('5b', inception('5a', halve('pool4', x))); // 7 x 7 x 1024
  x = g.dropout('dropout', g.globalAvgPool('avgpool', x), DROPOUT);
  return g.build(classifier('loss3/classifier', g.flatten('flatten', x)), [aux1, aux2]);
}

/** A window of `side`, or the whole map where an adapted input leaves a smaller one. */
function fittingWindow(g: GraphBuilder, input: string, side: number): Pair {
  const [height, width] = g.shapeOf(input);
  return [Math.min(side, height), Math.min(side, width)];
}

export const googlenetPaper = {
  authors:
    'C. Szegedy, W. Liu, Y. Jia, P. Sermanet, S. Reed, D. Anguelov, D. Erhan, V. Vanhoucke, A. Rabinovich',
  title: 'Going Deeper with Convolutions',
  venue: 'CVPR 2015 (arXiv 2014)',
  url: 'https://arxiv.org/abs/1409.4842',
};

export const googlenet: readonly Architecture[] = [
  {
    id: 'googlenet',
    family: 'GoogLeNet',
    name: 'GoogLeNet',
    year: 2014,
    paper: googlenetPaper,
    idea: {
      en: "Inception modules look at several scales at once, and 1x1 convolutions make it affordable: a ninth of AlexNet's weights (the paper says a twelfth).",
      'zh-Hans':
        'Inception 模块同时观察多个尺度，1x1 卷积使计算量可以承受：参数约为 AlexNet 的九分之一（论文称十二分之一）。',
    },
    deviations: [
      {
        en: "Constants that the paper leaves open are those of BVLC's replication: LRN with k = 1 and alpha = 1e-4 / 5, Xavier weights, biases of 0.2, pooling that rounds up.",
        'zh-Hans':
          '论文未给出的常数取自 BVLC 的复现：LRN 的 k = 1、alpha = 1e-4 / 5，Xavier 权重，偏置 0.2，池化向上取整。',
      },
      {
        en: 'The channel columns of table 1 are followed; its parameter column does not agree with them in six rows.',
        'zh-Hans': '以表 1 的通道列为准；其参数列有六行与之不符。',
      },
      {
        en: 'On adapted inputs the auxiliary heads pool over what map there is when it is smaller than 5x5.',
        'zh-Hans': '输入经调整后，若特征图小于 5x5，辅助分类器的池化窗口随之缩小。',
      },
      ADAM_FOR_MOMENTUM,
    ],
    published: [
      imageNetError({ top5Error: 10.07 }, evaluationProtocols.oneCrop, 'Szegedy et al. 2015, table 3'),
      imageNetError({ top5Error: 9.15 }, evaluationProtocols.tenCrops, 'Szegedy et al. 2015, table 3'),
      imageNetError({ top5Error: 7.89 }, evaluationProtocols.crops144, 'Szegedy et al. 2015, table 3'),
      imageNetError(
        { top5Error: 6.67 },
        {
          kind: 'ensemble',
          split: 'test',
          en: 'seven nets, 144 crops, validation and test; one of them is wider',
          'zh-Hans': '七个网络，144 次裁剪，验证集与测试集；其中一个更宽',
        },
        'Szegedy et al. 2015, tables 2 and 3',
      ),
      imageNetError(
        { top1Error: 31.3, top5Error: 11.1 },
        {
          kind: 'oneCrop',
          split: 'validation',
          en: "one net, one crop, validation, BVLC's Caffe replication",
          'zh-Hans': '单个网络，单次裁剪，验证集，BVLC 的 Caffe 复现',
        },
        'bvlc_googlenet readme',
      ),
    ],
    inputShape: [224, 224, 3],
    preprocessing: caffe(224),
    numClasses: 1000,
    minimumInputSide: 31,
    smallStem: {
      changes: {
        en: 'conv1 is 3x3 at stride 1 instead of 7x7 at stride 2, without the pooling after it.',
        'zh-Hans': 'conv1 改为步幅 1 的 3x3（原为步幅 2 的 7x7），并去掉其后的池化。',
      },
      minimumInputSide: 8,
    },
    classroom: { inputShape: [32, 32, 3], width: 0.3125, stem: 'small' },
    choices: {},
    // Without normalisation plain momentum still gives equal probabilities after a hundred steps.
    recipe: { ...ADAM_RECIPE, learningRate: 0.001 },
    build: googLeNet,
  },
];
