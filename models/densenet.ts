import type { Architecture, BuildOptions } from './catalog.ts';
import { scaleChannels } from './channels.ts';
import { around, type Graph, type Initializer, keepingSize, type Pair, ZERO } from './graph.ts';
import { GraphBuilder } from './graph-builder.ts';
import { torchvision } from './preprocessing.ts';
import { evaluationProtocols, imageNetError, torchvisionError } from './published-errors.ts';
import { MOMENTUM_RECIPE } from './recipe.ts';

/*
 * Huang, Liu, van der Maaten, Weinberger: Densely Connected Convolutional Networks, CVPR 2017, table 1 (DenseNet-121,
 * the form with bottlenecks and compression, k = 32), with the labels of torchvision's state dict. Deviations: see below.
 */

const HE: Initializer = { kind: 'heNormal', mode: 'fanIn' };
/** PyTorch's default for fully connected kernels: U(+-1 / sqrt(fan-in)). */
const PYTORCH_DENSE: Initializer = { kind: 'uniformFanIn', scale: 1 };
const BATCH_NORM = { epsilon: 1e-5, momentum: 0.9 };

/** Section 3: every layer adds k maps; its 1x1 convolution makes 4k; a transition keeps half of the maps. */
const GROWTH_RATE = 32;
const BOTTLENECK = 4;
const COMPRESSION = 0.5;

/** Table 1: the layers of each dense block; a transition stands between two blocks. */
const BLOCKS = [{ layers: 6 }, { layers: 12 }, { layers: 24 }, { layers: 16 }];

function denseNet({ inputShape, numClasses, width, stem }: BuildOptions): Graph {
  const g = new GraphBuilder('densenet121', inputShape, numClasses);
  const growthRate = scaleChannels(GROWTH_RATE, width);
  const conv = (name: string, x: string, filters: number, kernelSize: Pair, stride: 1 | 2 = 1) =>
    g.conv(name, x, {
      filters,
      kernelSize,
      strides: [stride, stride],
      padding: keepingSize(kernelSize),
      useBias: false,
      kernelInitializer: HE,
      biasInitializer: ZERO,
    });
  const normRelu = (norm: string, relu: string, x: string) =>
    g.activation(relu, g.batchNorm(norm, x, BATCH_NORM), 'relu');

  const small = stem === 'small';
  const filters = scaleChannels(2 * GROWTH_RATE, width);
  let x = conv('features.conv0', g.input, filters, small ? [3, 3] : [7, 7], small ? 1 : 2);
  x = normRelu('features.norm0', 'features.relu0', x);
  if (!small) x = g.maxPool('features.pool0', x, { poolSize: [3, 3], strides: [2, 2], padding: around(1) });

  for (const [index, { layers }] of BLOCKS.entries()) {
    const block = `denseblock${index + 1}`;
    x = g.block(block, () => {
      let parts = [x];
      for (let i = 1; i <= layers; i++) {
        const name = `features.${block}.denselayer${i}`;
        const added = g.block(`denselayer${i}`, () => {
          // Equation 2: a layer reads what all before it have made.
          if (parts.length > 1) x = g.concat(`${name}.cat`, parts);
          const narrow = normRelu(`${name}.norm1`, `${name}.relu1`, x);
          const wide = conv(`${name}.conv1`, narrow, BOTTLENECK * growthRate, [1, 1]);
          return conv(`${name}.conv2`, normRelu(`${name}.norm2`, `${name}.relu2`, wide), growthRate, [3, 3]);
        });
        parts = [x, added];
      }
      return g.concat(`features.${block}`, parts);
    }); // 56 x 56 x 256, 28 x 28 x 512, 14 x 14 x 1024, 7 x 7 x 1024
    if (index === BLOCKS.length - 1) break;
    const transition = `transition${index + 1}`;
    x = g.block(transition, () => {
      const name = `features.${transition}`;
      const kept = Math.floor(COMPRESSION * g.shapeOf(x)[2]);
      const reduced = conv(`${name}.conv`, normRelu(`${name}.norm`, `${name}.relu`, x), kept, [1, 1]);
      const window = { poolSize: [2, 2], strides: [2, 2], padding: 'valid' } as const;
      return g.avgPool(`${name}.pool`, reduced, { ...window, countIncludePad: true });
    });
  }

  x = g.flatten('flatten', g.globalAvgPool('adaptive_avg_pool2d', normRelu('features.norm5', 'relu', x)));
  return g.build(
    g.dense('classifier', x, {
      units: numClasses,
      useBias: true,
      kernelInitializer: PYTORCH_DENSE,
      biasInitializer: ZERO,
    }),
  );
}

export const densenet: Architecture = {
  id: 'densenet121',
  family: 'DenseNet',
  name: 'DenseNet-121',
  year: 2017,
  paper: {
    authors: 'G. Huang, Z. Liu, L. van der Maaten, K. Q. Weinberger',
    title: 'Densely Connected Convolutional Networks',
    venue: 'CVPR 2017 (arXiv 2016)',
    url: 'https://arxiv.org/abs/1608.06993',
  },
  idea: {
    en: 'Every layer reads the maps of all layers before it and adds a few of its own, so that features are used again instead of learnt again.',
    'zh-Hans': '每一层都读取之前所有层的特征图，并只添加少量新的特征图，使特征得以重复利用，而不必重新学习。',
  },
  deviations: [
    {
      en: "The text calls a transition a batch norm and a 1x1 convolution; as in the authors' code, a ReLU stands between them, and batch norm and ReLU before the last pooling.",
      'zh-Hans':
        '论文正文中过渡层只有批归一化和 1x1 卷积；此处与作者代码一致，两者之间有 ReLU，最后一次池化之前也有批归一化和 ReLU。',
    },
    {
      en: "The classifier starts from PyTorch's default, a uniform distribution, as in torchvision; the paper names He's initialisation alone.",
      'zh-Hans': '分类层的初始权重采用 PyTorch 默认的均匀分布，与 torchvision 一致；论文只提到 He 初始化。',
    },
  ],
  published: [
    imageNetError(
      { top1Error: 25.02, top5Error: 7.71 },
      evaluationProtocols.oneCrop,
      'Huang et al. 2017, table 3',
    ),
    imageNetError(
      { top1Error: 23.61, top5Error: 6.66 },
      evaluationProtocols.tenCrops,
      'Huang et al. 2017, table 3',
    ),
    torchvisionError(25.566, 8.028),
  ],
  inputShape: [224, 224, 3],
  preprocessing: torchvision(),
  numClasses: 1000,
  minimumInputSide: 29,
  smallStem: {
    changes: {
      en: 'conv0 is 3x3 at stride 1 instead of 7x7 at stride 2, without the max pooling after it, as the paper has it for CIFAR.',
      'zh-Hans':
        'conv0 改为步幅 1 的 3x3（原为步幅 2 的 7x7），并去掉其后的最大池化，与论文用于 CIFAR 的形式一致。',
    },
    minimumInputSide: 8,
  },
  classroom: { inputShape: [32, 32, 3], width: 0.1875, stem: 'small' },
  choices: {},
  otherLayerNames: [
    // The files of 2017, which torchvision still serves.
    {
      program: 'torchvision',
      nameOf: (layer) => layer.replace(/(denselayer\d+\.(?:norm|conv))(\d)$/, '$1.$2'),
    },
  ],
  // The paper's 0.1 is for batches of 256; the rate goes with the batch (Goyal et al. 2017, section 2.1).
  recipe: { ...MOMENTUM_RECIPE, learningRate: 0.025, weightDecay: 0.0001 },
  build: denseNet,
};
