import type { Architecture, BuildOptions, PublishedError } from './catalog.ts';
import { scaleChannels } from './channels.ts';
import { type Graph, type Initializer, ZERO } from './graph.ts';
import { GraphBuilder } from './graph-builder.ts';
import type { LocalizedText } from './localized-text.ts';
import { MOMENTUM_RECIPE } from './recipe.ts';

/*
 * LeCun, Bottou, Bengio, Haffner: Gradient-Based Learning Applied to Document Recognition,
 * Proc. IEEE 86(11), 1998, section II.B and figure 2.
 */

function lenet5({ inputShape, numClasses, width, choices }: BuildOptions): Graph {
  const activation = choices['activation'] === 'tanh' ? 'tanh' : 'relu';
  const kernelInitializer: Initializer =
    activation === 'relu' ? { kind: 'heNormal', mode: 'fanIn' } : { kind: 'glorotUniform' };

  const g = new GraphBuilder('lenet5', inputShape, numClasses);
  const conv = (name: string, input: string, filters: number, pad: number) =>
    g.conv(name, input, {
      filters: scaleChannels(filters, width),
      kernelSize: [5, 5],
      strides: [1, 1],
      padding: { top: pad, bottom: pad, left: pad, right: pad },
      useBias: true,
      kernelInitializer,
      biasInitializer: ZERO,
    });
  const pool = (name: string, input: string) =>
    choices['pooling'] === 'average'
      ? g.avgPool(name, input, {
          poolSize: [2, 2],
          strides: [2, 2],
          padding: 'valid',
          countIncludePad: false,
        })
      : g.maxPool(name, input, { poolSize: [2, 2], strides: [2, 2], padding: 'valid' });
  const dense = (name: string, input: string, units: number) =>
    g.dense(name, input, { units, useBias: true, kernelInitializer, biasInitializer: ZERO });

  let x = conv('conv1', g.input, 6, 2); // 28 x 28 x 6
  x = g.activation('act1', x, activation);
  x = pool('pool1', x); // 14 x 14 x 6
  x = conv('conv2', x, 16, 0); // 10 x 10 x 16
  x = g.activation('act2', x, activation);
  x = pool('pool2', x); // 5 x 5 x 16
  x = g.flatten('flatten', x);
  x = g.activation('fc1_act', dense('fc1', x, scaleChannels(120, width)), activation);
  x = g.activation('fc2_act', dense('fc2', x, scaleChannels(84, width)), activation);
  return g.build(
    g.dense('logits', x, {
      units: numClasses,
      useBias: true,
      // Small, so that training starts from equal probabilities (a loss of ln 10).
      kernelInitializer: { kind: 'normal', stddev: 0.01 },
      biasInitializer: ZERO,
    }),
  );
}

export const lenetPaper = {
  authors: 'Y. LeCun, L. Bottou, Y. Bengio, P. Haffner',
  title: 'Gradient-Based Learning Applied to Document Recognition',
  venue: 'Proceedings of the IEEE 86(11), 1998',
  url: 'https://doi.org/10.1109/5.726791',
};

export const lenetSolverDeviation: LocalizedText = {
  en: 'Trained by gradient descent with momentum or Adam, not by the stochastic diagonal Levenberg-Marquardt method.',
  'zh-Hans': '使用带动量的梯度下降或 Adam 训练，而非随机对角 Levenberg-Marquardt 方法。',
};

export const lenetPublished: readonly PublishedError[] = [
  {
    top1Error: 0.95,
    dataset: 'MNIST',
    protocol: {
      kind: 'oneCrop',
      split: 'test',
      en: 'one net, test set, trained without distortions',
      'zh-Hans': '单个网络，测试集，训练时不做变形',
    },
    source: 'LeCun et al. 1998, section III.C',
  },
  {
    top1Error: 0.8,
    dataset: 'MNIST',
    protocol: {
      kind: 'oneCrop',
      split: 'test',
      en: 'one net, test set, trained with distortions',
      'zh-Hans': '单个网络，测试集，训练时加入变形',
    },
    source: 'LeCun et al. 1998, section III.C',
  },
];

export const lenet: readonly Architecture[] = [
  {
    id: 'lenet5',
    family: 'LeNet',
    name: 'LeNet-5',
    year: 1998,
    paper: lenetPaper,
    idea: {
      en: 'Small filters shared over the whole image, pooled twice, learn to read handwritten digits.',
      'zh-Hans': '小卷积核在整幅图像上共享，经过两次池化，学会识别手写数字。',
    },
    deviations: [
      {
        en: "ReLU and max pooling by default; tanh (not scaled as in 1998) and average pooling are options. Weights start from He's initialisation, with tanh from Glorot's, and in the last layer from a normal distribution with a deviation of 0.01.",
        'zh-Hans':
          '默认使用 ReLU 和最大池化；tanh（不含 1998 年的缩放）和平均池化可作为选项。权重采用 He 初始化，使用 tanh 时采用 Glorot 初始化，最后一层采用标准差 0.01 的正态分布。',
      },
      {
        en: 'Images of 28x28 are padded to 32x32 inside conv1, as the paper centres its digits in 32x32.',
        'zh-Hans': '28x28 的图像在 conv1 内填充为 32x32，与论文将数字居中于 32x32 相同。',
      },
      {
        en: 'conv2 sees all six maps (the paper connects each of the 16 to some), and pooling has no weights.',
        'zh-Hans': 'conv2 连接全部六个特征图（论文中 16 个特征图各连接其中一部分），池化层没有权重。',
      },
      {
        en: 'Ten logits with softmax cross-entropy take the place of the radial basis outputs.',
        'zh-Hans': '用十个 logits 与 softmax 交叉熵代替径向基函数输出。',
      },
      lenetSolverDeviation,
    ],
    published: lenetPublished,
    inputShape: [28, 28, 1],
    numClasses: 10,
    minimumInputSide: 12,
    classroom: { inputShape: [28, 28, 1], width: 1, stem: 'paper' },
    choices: {
      activation: {
        label: { en: 'Activation', 'zh-Hans': '激活函数' },
        values: [
          { value: 'relu', label: { en: 'ReLU', 'zh-Hans': 'ReLU' } },
          { value: 'tanh', label: { en: 'tanh (1998)', 'zh-Hans': 'tanh（1998）' } },
        ],
      },
      pooling: {
        label: { en: 'Pooling', 'zh-Hans': '池化' },
        values: [
          { value: 'max', label: { en: 'Max', 'zh-Hans': '最大池化' } },
          { value: 'average', label: { en: 'Average (1998)', 'zh-Hans': '平均池化（1998）' } },
        ],
      },
    },
    recipe: {
      ...MOMENTUM_RECIPE,
      optimizer: 'adam',
      learningRate: 0.004,
      weightDecay: 0,
      schedule: 'oneCycle',
      warmupSteps: 0,
      stepEpochs: 1,
      stepFactor: 0.5,
      batchSize: 128,
      epochs: 3,
    },
    build: lenet5,
  },
];
