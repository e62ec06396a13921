import type { Architecture, BuildOptions, PublishedError } from './catalog.ts';
import { scaleChannels } from './channels.ts';
import { around, type Graph, type Initializer, ZERO } from './graph.ts';
import { GraphBuilder } from './graph-builder.ts';
import { torchvision } from './preprocessing.ts';
import { evaluationProtocols, imageNetError, torchvisionError } from './published-errors.ts';
import { ADAM_FOR_MOMENTUM, ADAM_RECIPE } from './recipe.ts';

/*
 * Simonyan, Zisserman: Very Deep Convolutional Networks for Large-Scale Image Recognition, ICLR 2015, table 1.
 * Deviations: the deep nets do not start from net A's weights but from He's initialisation (the paper notes
 * afterwards that a random start works); fully connected layers start from N(0, 0.01^2). Layers are named by
 * their place in torchvision's state dict and shown as conv1_1 and so on. The nets with batch norm are not in the paper.
 */

const CONV: Initializer = { kind: 'heNormal', mode: 'fanOut' };
const DENSE: Initializer = { kind: 'normal', stddev: 0.01 };
const HE: Initializer = { kind: 'heNormal', mode: 'fanIn' };
const BATCH_NORM = { epsilon: 1e-5, momentum: 0.9 };
const DROPOUT = 0.5;

/** Table 1: the filters of each 3x3 convolution, a 2x2 max pooling at stride 2 after each block. */
// biome-ignore format: the paper's columns
const BLOCKS = {
  vgg11: [[64],     [128],      [256, 256],           [512, 512],           [512, 512]],
  vgg13: [[64, 64], [128, 128], [256, 256],           [512, 512],           [512, 512]],
  vgg16: [[64, 64], [128, 128], [256, 256, 256],      [512, 512, 512],      [512, 512, 512]],
  vgg19: [[64, 64], [128, 128], [256, 256, 256, 256], [512, 512, 512, 512], [512, 512, 512, 512]],
};
type Depth = keyof typeof BLOCKS;

function vggNet(id: string, depth: Depth, batchNorm: boolean, options: BuildOptions): Graph {
  const { inputShape, numClasses, width, stem } = options;
  const small = stem === 'small';
  const g = new GraphBuilder(id, inputShape, numClasses);
  let index = 0;
  /** The layer's key in torchvision's state dict; shown under the label that papers and courses use. */
  const feature = (label: string, add: (name: string) => string) =>
    g.labelled(label, add(`features.${index++}`));
  const conv = (input: string, filters: number, place: string) => {
    let x = feature(`conv${place}`, (name) =>
      g.conv(name, input, {
        filters: scaleChannels(filters, width),
        kernelSize: [3, 3],
        strides: [1, 1],
        padding: around(1),
        useBias: true, // also before batch norm, as in torchvision
        kernelInitializer: CONV,
        biasInitializer: ZERO,
      }),
    );
    if (batchNorm) x = feature(`bn${place}`, (name) => g.batchNorm(name, x, BATCH_NORM));
    return feature(`relu${place}`, (name) => g.activation(name, x, 'relu'));
  };
  const pool = (input: string, place: number) =>
    feature(`pool${place}`, (name) =>
      g.maxPool(name, input, { poolSize: [2, 2], strides: [2, 2], padding: 'valid', ceil: small }),
    );
  const dense = (label: string, name: string, input: string, units: number) =>
    g.labelled(
      label,
      g.dense(name, input, {
        units,
        useBias: true,
        kernelInitializer: small ? HE : DENSE,
        biasInitializer: ZERO,
      }),
    );
  const hidden = (place: number, first: number, input: string) => {
    const units = scaleChannels(small ? 512 : 4096, width);
    const fc = dense(`fc${place}`, `classifier.${first}`, input, units);
    const relu = g.labelled(`relu${place}`, g.activation(`classifier.${first + 1}`, fc, 'relu'));
    return g.labelled(`drop${place}`, g.dropout(`classifier.${first + 2}`, relu, DROPOUT));
  };

  let x = g.input;
  for (const [stage, filters] of BLOCKS[depth].entries()) {
    const block = stage + 1;
    x = g.block(`block${block}`, () =>
      pool(
        filters.reduce((y, channels, place) => conv(y, channels, `${block}_${place + 1}`), x),
        block,
      ),
    );
  }
  x = hidden(7, 3, hidden(6, 0, g.flatten('flatten', x)));
  return g.build(dense('fc8', 'classifier.6', x, numClasses));
}

/** timm has the fully connected layers as convolutions of the same values. */
const TIMM_NAMES: Readonly<Record<string, string>> = {
  'classifier.0': 'pre_logits.fc1',
  'classifier.3': 'pre_logits.fc2',
  'classifier.6': 'head.fc',
};

const common = {
  family: 'VGG',
  otherLayerNames: [{ program: 'timm', nameOf: (layer: string) => TIMM_NAMES[layer] ?? layer }],
  paper: {
    authors: 'K. Simonyan, A. Zisserman',
    title: 'Very Deep Convolutional Networks for Large-Scale Image Recognition',
    venue: 'ICLR 2015 (arXiv 2014)',
    url: 'https://arxiv.org/abs/1409.1556',
  },
  inputShape: [224, 224, 3],
  preprocessing: torchvision(),
  numClasses: 1000,
  minimumInputSide: 32,
  choices: {},
  smallStem: {
    changes: {
      en: 'Pooling rounds up, so that 28 pixels pass five poolings; the hidden layers have 512 units; He initialisation.',
      'zh-Hans': '池化向上取整，使 28 像素可经过五次池化；隐藏全连接层为 512 个单元；采用 He 初始化。',
    },
    minimumInputSide: 1,
  },
} as const;

const startDeviationOfA = {
  en: "Starts from He's initialisation (fully connected layers from a normal distribution with a deviation of 0.01) instead of the paper's normal weights.",
  'zh-Hans': '采用 He 初始化（全连接层为标准差 0.01 的正态分布），而不是论文中的正态分布权重。',
};
const startDeviation = {
  en: "Starts from He's initialisation (fully connected layers from a normal distribution with a deviation of 0.01) instead of a pre-trained net A.",
  'zh-Hans': '采用 He 初始化（全连接层为标准差 0.01 的正态分布），而不是从预训练的 A 网络开始。',
};
const varianceDeviation = {
  en: 'The paper prints a variance of 0.01 for the initial weights; it is commonly read as a deviation of 0.01.',
  'zh-Hans': '论文写初始权重方差为 0.01，通常理解为标准差 0.01。',
};
const batchNormDeviation = {
  en: "Batch norm after every convolution is torchvision's addition; it was not yet known to the paper.",
  'zh-Hans': '每个卷积后的批归一化是 torchvision 的补充，论文发表时尚无此方法。',
};

interface Facts {
  readonly layers: 11 | 13 | 16 | 19;
  readonly width: number;
  readonly published: readonly PublishedError[];
  readonly withBatchNorm: PublishedError;
}

const table3 = (top1Error: number, top5Error: number) =>
  imageNetError({ top1Error, top5Error }, evaluationProtocols.dense, 'Simonyan & Zisserman, table 3');
const table5 = (top1Error: number, top5Error: number) =>
  imageNetError(
    { top1Error, top5Error },
    evaluationProtocols.multiCropAndDense,
    'Simonyan & Zisserman, table 5',
  );
/** The challenge's figure and the one after it: both of several depths. */
const ensembles: readonly PublishedError[] = [
  imageNetError(
    { top5Error: 7.3 },
    {
      kind: 'ensemble',
      split: 'test',
      en: 'seven nets (three VGG-16, two VGG-19, two with 1x1 convolutions), dense, three scales, ILSVRC-2014 submission, test set',
      'zh-Hans':
        '七个网络（三个 VGG-16、两个 VGG-19、两个含 1x1 卷积），密集评估，三个尺度，ILSVRC-2014 提交结果，测试集',
    },
    'Simonyan & Zisserman, tables 6 and 7',
    'other',
  ),
  imageNetError(
    { top5Error: 6.8 },
    {
      kind: 'ensemble',
      split: 'test',
      en: 'two nets (VGG-16 and VGG-19), multi-crop and dense, after the challenge, test set',
      'zh-Hans': '两个网络（VGG-16 与 VGG-19），多次裁剪加密集评估，竞赛之后，测试集',
    },
    'Simonyan & Zisserman, tables 6 and 7',
    'other',
  ),
];

const FACTS: readonly Facts[] = [
  {
    layers: 11,
    width: 0.4,
    published: [table3(29.6, 10.4), torchvisionError(30.98, 11.372)],
    withBatchNorm: torchvisionError(29.63, 10.19),
  },
  {
    layers: 13,
    width: 0.4,
    published: [
      table3(28.7, 9.9),
      imageNetError(
        { top1Error: 28.2, top5Error: 9.6 },
        evaluationProtocols.denseScales,
        'Simonyan & Zisserman, table 4',
      ),
      torchvisionError(30.072, 10.754),
    ],
    withBatchNorm: torchvisionError(28.414, 9.626),
  },
  {
    layers: 16,
    width: 0.35,
    published: [table3(25.6, 8.1), table5(24.4, 7.2), ...ensembles, torchvisionError(28.408, 9.618)],
    withBatchNorm: torchvisionError(26.64, 8.484),
  },
  {
    layers: 19,
    width: 0.35,
    published: [table3(25.5, 8.0), table5(24.4, 7.1), ...ensembles, torchvisionError(27.624, 9.124)],
    withBatchNorm: torchvisionError(25.782, 8.158),
  },
];

export const vgg: readonly Architecture[] = FACTS.flatMap(
  ({ layers, width, published, withBatchNorm }): Architecture[] => {
    const depth: Depth = `vgg${layers}`;
    const start = layers === 11 ? startDeviationOfA : startDeviation;
    const shared = {
      ...common,
      year: 2014,
      classroom: { inputShape: [32, 32, 3], width, stem: 'small' },
    } as const;
    return [
      {
        ...shared,
        id: depth,
        name: `VGG-${layers}`,
        idea: {
          en: `Depth matters: ${layers} layers with weights, every convolution a 3x3; three of them see as much as one 7x7.`,
          'zh-Hans': `深度至关重要：${layers} 个带权重的层，卷积一律为 3x3，三个叠加的感受野等同于一个 7x7。`,
        },
        deviations: [start, varianceDeviation, ADAM_FOR_MOMENTUM],
        published,
        recipe: ADAM_RECIPE,
        build: (options) => vggNet(depth, depth, false, options),
      },
      {
        ...shared,
        id: `${depth}_bn`,
        name: `VGG-${layers} with batch norm`,
        idea: {
          en: `The ${layers} layers of VGG, each convolution followed by batch normalisation, so that it trains from scratch.`,
          'zh-Hans': `VGG 的 ${layers} 层结构，每个卷积后加批归一化，使其可以从头训练。`,
        },
        deviations: [start, batchNormDeviation, ADAM_FOR_MOMENTUM],
        published: [withBatchNorm],
        // By momentum, the deeper ones learn slowly at a low rate and nothing at a higher one.
        recipe: { ...ADAM_RECIPE, learningRate: 0.001 },
        build: (options) => vggNet(`${depth}_bn`, depth, true, options),
      },
    ];
  },
);
