import type { Architecture, BuildOptions, PublishedError } from './catalog.ts';
import { scaleChannels } from './channels.ts';
import { around, type Graph, type Initializer, ZERO } from './graph.ts';
import { GraphBuilder } from './graph-builder.ts';
import { caffe, torchvision } from './preprocessing.ts';
import { evaluationProtocols, imageNetError, torchvisionError } from './published-errors.ts';
import { ADAM_FOR_MOMENTUM, ADAM_RECIPE } from './recipe.ts';

/*
 * Krizhevsky, Sutskever, Hinton: ImageNet Classification with Deep Convolutional Neural Networks, NIPS 2012,
 * section 3.5 and figure 2. Deviations: the input is 227x227 (the printed 224 does not divide); 'alexnet' is the
 * single tower of the cs231n lecture, which pools before it normalises.
 */

/** N(0, 0.01^2) everywhere and biases of 1 where the table says so: the paper's section 5. */
const PAPER: Initializer = { kind: 'normal', stddev: 0.01 };
/** For the small-images form, where so small a deviation does not start to learn. */
const HE: Initializer = { kind: 'heNormal', mode: 'fanIn' };
/** PyTorch's default for kernels and biases: U(+-1 / sqrt(fan-in)). */
const PYTORCH: Initializer = { kind: 'uniformFanIn', scale: 1 };
const ONE: Initializer = { kind: 'constant', value: 1 };
/** The paper's constants, alpha not divided by the five channels. */
const LRN = { depthRadius: 2, bias: 2, alpha: 1e-4, beta: 0.75 };
const DROPOUT = 0.5;

type Step = 'norm' | 'pool' | 'ceilPool';

/** One convolution of a tower and what follows its ReLU. */
export interface TowerRow {
  readonly filters: number;
  readonly kernel: number;
  readonly stride: number;
  readonly pad: number;
  readonly groups: number;
  readonly bias: 0 | 1;
  readonly after: readonly Step[];
  /** What the small-images form changes. */
  readonly small?: { readonly kernel: number; readonly stride: number; readonly pad: number };
}

const SMALL_CONV1 = { kernel: 5, stride: 1, pad: 2 };

// biome-ignore format: one row a layer
const LECTURE: readonly TowerRow[] = [
  { filters: 96, kernel: 11, stride: 4, pad: 0, groups: 1, bias: 0, after: ['pool', 'norm'], small: SMALL_CONV1 },
  { filters: 256, kernel: 5, stride: 1, pad: 2, groups: 1, bias: 1, after: ['pool', 'norm'] },
  { filters: 384, kernel: 3, stride: 1, pad: 1, groups: 1, bias: 0, after: [] },
  { filters: 384, kernel: 3, stride: 1, pad: 1, groups: 1, bias: 1, after: [] },
  { filters: 256, kernel: 3, stride: 1, pad: 1, groups: 1, bias: 1, after: ['pool'] },
];

// biome-ignore format: one row a layer
const TWO_GROUPS: readonly TowerRow[] = [
  { filters: 96, kernel: 11, stride: 4, pad: 0, groups: 1, bias: 0, after: ['norm', 'pool'], small: SMALL_CONV1 },
  { filters: 256, kernel: 5, stride: 1, pad: 2, groups: 2, bias: 1, after: ['norm', 'pool'] },
  { filters: 384, kernel: 3, stride: 1, pad: 1, groups: 1, bias: 0, after: [] },
  { filters: 384, kernel: 3, stride: 1, pad: 1, groups: 2, bias: 1, after: [] },
  { filters: 256, kernel: 3, stride: 1, pad: 1, groups: 2, bias: 1, after: ['pool'] },
];

/** A tower of convolutions and three fully connected layers, conv1 to fc8; ZFNet is drawn with it too. */
export function towerNet(
  id: string,
  rows: readonly TowerRow[],
  hiddenBias: 0 | 1,
  { inputShape, numClasses, width, stem }: BuildOptions,
): Graph {
  const small = stem === 'small';
  const kernelInitializer = small ? HE : PAPER;
  const bias = (value: 0 | 1) => (value === 1 && !small ? ONE : ZERO);
  const groups = Math.max(...rows.map((row) => row.groups));
  const g = new GraphBuilder(id, inputShape, numClasses);

  let x = g.input;
  for (const [index, row] of rows.entries()) {
    const label = index + 1;
    const { kernel, stride, pad } = small && row.small !== undefined ? row.small : row;
    x = g.conv(`conv${label}`, x, {
      filters: scaleChannels(row.filters, width, groups),
      kernelSize: [kernel, kernel],
      strides: [stride, stride],
      padding: around(pad),
      groups: row.groups,
      useBias: true,
      kernelInitializer,
      biasInitializer: bias(row.bias),
    });
    x = g.activation(`relu${label}`, x, 'relu');
    for (const step of row.after) {
      x =
        step === 'norm'
          ? g.lrn(`norm${label}`, x, LRN)
          : g.maxPool(`pool${label}`, x, {
              poolSize: [3, 3],
              strides: [2, 2],
              padding: 'valid',
              ceil: step === 'ceilPool',
            });
    }
  }
  x = g.flatten('flatten', x);
  const units = scaleChannels(small ? 512 : 4096, width);
  for (const label of [6, 7]) {
    x = g.dense(`fc${label}`, x, {
      units,
      useBias: true,
      kernelInitializer,
      biasInitializer: bias(hiddenBias),
    });
    x = g.dropout(`drop${label}`, g.activation(`relu${label}`, x, 'relu'), DROPOUT);
  }
  return g.build(
    g.dense('fc8', x, { units: numClasses, useBias: true, kernelInitializer, biasInitializer: ZERO }),
  );
}

/** torchvision's alexnet: the single tower of 'One weird trick' (2014), named as its state dict is. */
function torchvisionNet({ inputShape, numClasses, width, stem }: BuildOptions): Graph {
  const small = stem === 'small';
  const kernelInitializer = small ? HE : PYTORCH;
  const biasInitializer = small ? ZERO : PYTORCH;
  const g = new GraphBuilder('alexnet_torchvision', inputShape, numClasses);
  const conv = (index: number, input: string, filters: number, kernel: number, stride: number, pad: number) =>
    g.conv(`features.${index}`, input, {
      filters: scaleChannels(filters, width),
      kernelSize: [kernel, kernel],
      strides: [stride, stride],
      padding: around(pad),
      useBias: true,
      kernelInitializer,
      biasInitializer,
    });
  const pool = (name: string, input: string) =>
    g.maxPool(name, input, { poolSize: [3, 3], strides: [2, 2], padding: 'valid' });
  const dense = (index: number, input: string, units: number) =>
    g.dense(`classifier.${index}`, input, { units, useBias: true, kernelInitializer, biasInitializer });

  let x = small ? conv(0, g.input, 64, 5, 1, 2) : conv(0, g.input, 64, 11, 4, 2); // 55 x 55 x 64
  x = pool('pool1', g.activation('relu1', x, 'relu')); // 27 x 27 x 64
  x = g.activation('relu2', conv(3, x, 192, 5, 1, 2), 'relu');
  x = pool('pool2', x); // 13 x 13 x 192
  x = g.activation('relu3', conv(6, x, 384, 3, 1, 1), 'relu');
  x = g.activation('relu4', conv(8, x, 256, 3, 1, 1), 'relu');
  x = g.activation('relu5', conv(10, x, 256, 3, 1, 1), 'relu');
  x = g.flatten('flatten', pool('pool5', x)); // 6 x 6 x 256
  const units = scaleChannels(small ? 512 : 4096, width);
  x = g.activation('relu6', dense(1, g.dropout('drop5', x, DROPOUT), units), 'relu');
  x = g.activation('relu7', dense(4, g.dropout('drop6', x, DROPOUT), units), 'relu');
  return g.build(dense(6, x, numClasses));
}

const common = {
  family: 'AlexNet',
  year: 2012,
  paper: {
    authors: 'A. Krizhevsky, I. Sutskever, G. E. Hinton',
    title: 'ImageNet Classification with Deep Convolutional Neural Networks',
    venue: 'NIPS 2012',
    url: 'https://papers.nips.cc/paper/4824-imagenet-classification-with-deep-convolutional-neural-networks',
  },
  idea: {
    en: 'A deeper and larger LeNet with ReLU, dropout and two GPUs won ImageNet by a wide margin and began the era.',
    'zh-Hans': '更深更大的 LeNet，配合 ReLU、随机失活和两块 GPU，大幅领先赢得 ImageNet 竞赛，开启了新时代。',
  },
  numClasses: 1000,
  choices: {},
  smallStem: {
    changes: {
      en: 'conv1 is 5x5 at stride 1 instead of 11x11 at stride 4; fc6 and fc7 have 512 units; He initialisation, biases of 0.',
      'zh-Hans':
        'conv1 改为步幅 1 的 5x5（原为步幅 4 的 11x11）；fc6 与 fc7 各 512 个单元；采用 He 初始化，偏置为 0。',
    },
    minimumInputSide: 15,
  },
  classroom: { inputShape: [32, 32, 3], width: 0.375, stem: 'small' },
  recipe: ADAM_RECIPE,
} as const;

/** Of the net with two groups, which the paper describes. */
const published: readonly PublishedError[] = [
  imageNetError(
    { top1Error: 40.7, top5Error: 18.2 },
    evaluationProtocols.tenCrops,
    'Krizhevsky et al. 2012, table 2',
  ),
  imageNetError(
    { top1Error: 38.1, top5Error: 16.4 },
    {
      kind: 'ensemble',
      split: 'validation',
      en: 'five nets, ten crops, validation (16.4 on the test set too)',
      'zh-Hans': '五个网络，十次裁剪，验证集（测试集亦为 16.4）',
    },
    'Krizhevsky et al. 2012, table 2',
  ),
];

const publishedOfSeven = imageNetError(
  { top1Error: 36.7, top5Error: 15.4 },
  {
    kind: 'ensemble',
    split: 'validation',
    en: 'seven nets, ten crops, validation; two of them have a sixth convolution and were pre-trained on more data (15.3 on the test set)',
    'zh-Hans': '七个网络，十次裁剪，验证集；其中两个多一个卷积层，并用更多数据预训练（测试集 15.3）',
  },
  'Krizhevsky et al. 2012, table 2',
  'other',
);

const inputDeviation = {
  en: 'The input is 227x227: the paper prints 224x224, with which (224 - 11) / 4 is no whole number.',
  'zh-Hans': '输入为 227x227：论文写的是 224x224，但 (224 - 11) / 4 不是整数。',
};

export const alexnet: readonly Architecture[] = [
  {
    ...common,
    id: 'alexnet',
    name: 'AlexNet',
    deviations: [
      {
        en: "The lecture's single tower: no two groups, and pooling before normalisation (the paper does the reverse).",
        'zh-Hans': '采用课程讲义的单塔结构：不分两组，先池化后归一化（论文顺序相反）。',
      },
      {
        en: 'The published errors were measured on the net with two groups, which has fewer weights.',
        'zh-Hans': '已发表的错误率是在两组的网络上测得的，其参数更少。',
      },
      inputDeviation,
      ADAM_FOR_MOMENTUM,
    ],
    published: [
      ...published.map((error) => ({ ...error, measuredOn: { id: 'alexnet_two_groups' } })),
      publishedOfSeven,
    ],
    inputShape: [227, 227, 3],
    preprocessing: caffe(227),
    minimumInputSide: 67,
    build: (options) => towerNet('alexnet', LECTURE, 1, options),
  },
  {
    ...common,
    id: 'alexnet_two_groups',
    name: 'AlexNet (two groups)',
    deviations: [inputDeviation, ADAM_FOR_MOMENTUM],
    published: [...published, publishedOfSeven],
    inputShape: [227, 227, 3],
    preprocessing: caffe(227),
    minimumInputSide: 67,
    build: (options) => towerNet('alexnet_two_groups', TWO_GROUPS, 1, options),
  },
  {
    ...common,
    id: 'alexnet_torchvision',
    name: 'AlexNet (torchvision)',
    year: 2014,
    paper: {
      authors: 'A. Krizhevsky',
      title: 'One weird trick for parallelizing convolutional neural networks',
      venue: 'arXiv 2014',
      url: 'https://arxiv.org/abs/1404.5997',
    },
    idea: {
      en: "AlexNet in a single tower without normalisation, which splits well over many GPUs; torchvision's weights belong to it.",
      'zh-Hans': '单塔且不含归一化的 AlexNet，便于拆分到多块 GPU；torchvision 的权重即属于它。',
    },
    deviations: [
      {
        en: 'Widths 64, 192, 384, 256, 256 and a 224x224 image padded by 2, as in the code released with the paper.',
        'zh-Hans': '通道数为 64、192、384、256、256，224x224 的图像填充 2，与论文所附代码一致。',
      },
      {
        en: 'Dropout stands before fc6 and fc7, not after them as in the net of 2012.',
        'zh-Hans': '随机失活位于 fc6 与 fc7 之前，而 2012 年的网络位于其后。',
      },
      ADAM_FOR_MOMENTUM,
    ],
    published: [torchvisionError(43.478, 20.934)],
    inputShape: [224, 224, 3],
    preprocessing: torchvision(),
    minimumInputSide: 63,
    build: torchvisionNet,
  },
];
