import type { Architecture, BuildOptions, PublishedError } from './catalog.ts';
import { scaleChannels } from './channels.ts';
import { type Graph, type Initializer, ZERO } from './graph.ts';
import { GraphBuilder } from './graph-builder.ts';
import type { LocalizedText } from './localized-text.ts';
import { itemAt } from './lookup.ts';
import { torchvision } from './preprocessing.ts';
import { evaluationProtocols, imageNetError, torchvisionError } from './published-errors.ts';
import { MOMENTUM_RECIPE } from './recipe.ts';
import { plainRateDeviation, residualBlocks, residualPaper, type Shortcut } from './residual-blocks.ts';

/*
 * He, Zhang, Ren, Sun: Deep Residual Learning for Image Recognition, CVPR 2016, table 1.
 * Versions: the plain ids are the paper's (v1: a bottleneck strides in its first 1x1); '_v1_5' is torchvision's
 * (it strides in the 3x3). Deviations: ResNet-18 and 34 have projection shortcuts (option B; the paper's table 2
 * uses option A for them); the first max pooling is padded by 1 (He's Caffe files round up instead).
 */

const PAPER: Initializer = { kind: 'heNormal', mode: 'fanIn' };
const TORCHVISION: Initializer = { kind: 'heNormal', mode: 'fanOut' };
/** PyTorch's default for fully connected kernels and biases: U(+-1 / sqrt(fan-in)). */
const PYTORCH_DENSE: Initializer = { kind: 'uniformFanIn', scale: 1 };

/** Table 1: the filters of each stage (a bottleneck's narrow ones), and the blocks of each stage by depth. */
const FILTERS = [64, 128, 256, 512];
// biome-ignore format: the paper's columns
const BLOCKS = {
  18:  [2, 2, 2, 2],
  34:  [3, 4, 6, 3],
  50:  [3, 4, 6, 3],
  101: [3, 4, 23, 3],
  152: [3, 8, 36, 3],
};

type Block =
  | { readonly kind: 'basic'; readonly shortcut: Shortcut }
  | { readonly kind: 'bottleneck'; readonly strideIn: 'first 1x1' | '3x3' };

function resNet(id: string, depth: keyof typeof BLOCKS, block: Block, options: BuildOptions): Graph {
  const { inputShape, numClasses, width, stem } = options;
  const torchvision = block.kind === 'bottleneck' && block.strideIn === '3x3';
  const g = new GraphBuilder(id, inputShape, numClasses);
  const blocks = residualBlocks(g, torchvision ? TORCHVISION : PAPER);

  let x = blocks.imageNetStem(scaleChannels(64, width), stem === 'small'); // 56 x 56 x 64
  for (const [stage, count] of BLOCKS[depth].entries()) {
    const filters = scaleChannels(itemAt(FILTERS, stage), width);
    for (let i = 0; i < count; i++) {
      const name = `layer${stage + 1}.${i}`;
      const stride = stage > 0 && i === 0 ? 2 : 1;
      x =
        block.kind === 'basic'
          ? blocks.basic(name, x, filters, stride, block.shortcut)
          : blocks.bottleneck(name, x, filters, stride, block.strideIn);
    }
  } // 7 x 7 x 512 (x 4 with bottlenecks)
  return g.build(
    g.dense('fc', g.flatten('flatten', g.globalAvgPool('avgpool', x)), {
      units: numClasses,
      useBias: true,
      kernelInitializer: torchvision ? PYTORCH_DENSE : PAPER,
      biasInitializer: torchvision ? PYTORCH_DENSE : ZERO,
    }),
  );
}

const residualIdea: LocalizedText = {
  en: 'Let layers learn what to add to their input: identity shortcuts make very deep nets trainable.',
  'zh-Hans': '让各层学习对输入的增量：恒等捷径使极深的网络得以训练。',
};
const plainIdea: LocalizedText = {
  en: 'The same net without shortcuts: deeper plain nets train worse, which is what the residual ones repair.',
  'zh-Hans': '去掉捷径的同一网络：普通网络越深训练越差，这正是残差网络所解决的问题。',
};
const strideIdea: LocalizedText = {
  en: "torchvision's ResNet: the 3x3 of a bottleneck strides instead of its first 1x1, which is a little more accurate.",
  'zh-Hans': 'torchvision 版 ResNet：瓶颈块由 3x3 而非首个 1x1 承担步幅，精度略高。',
};
const poolDeviation: LocalizedText = {
  en: "The first max pooling is padded by 1, as in torchvision; He's Caffe files round up instead.",
  'zh-Hans': '首次最大池化填充 1，与 torchvision 一致；He 的 Caffe 文件则向上取整。',
};
const projectionDeviation: LocalizedText = {
  en: "Projection shortcuts where the shape changes (option B); the paper's table 2 uses option A for 18 and 34 layers, which is a choice here.",
  'zh-Hans': '形状变化处采用投影捷径（选项 B）；论文表 2 中 18 与 34 层使用选项 A，可在此选择。',
};
const oneVersion: LocalizedText = {
  en: "v1 and v1.5 are the same net at this depth, which has no bottlenecks. Weights start by the paper's fan-in; torchvision's start by the fan-out.",
  'zh-Hans': '此深度没有瓶颈块，v1 与 v1.5 是同一网络。初始权重与论文一样按扇入；torchvision 按扇出。',
};
const strideDeviation: LocalizedText = {
  en: "Stride 2 sits in the 3x3 of a bottleneck (v1.5); the paper's sits in the first 1x1. The parameters are the same. Weights start as torchvision's do.",
  'zh-Hans': '步幅 2 位于瓶颈块的 3x3（v1.5）；论文中位于首个 1x1。参数量相同。初始权重与 torchvision 相同。',
};

const table3 = (top1Error: number, top5Error: number) =>
  imageNetError({ top1Error, top5Error }, evaluationProtocols.tenCrops, 'He et al. 2016, table 3');
const table4 = (top1Error: number, top5Error: number) =>
  imageNetError({ top1Error, top5Error }, evaluationProtocols.denseScales, 'He et al. 2016, table 4');
const readme = (top1Error: number, top5Error: number) =>
  imageNetError(
    { top1Error, top5Error },
    evaluationProtocols.oneCrop,
    'KaimingHe/deep-residual-networks readme',
  );
const laterRecipe = (top1Error: number, top5Error: number) =>
  imageNetError(
    { top1Error, top5Error },
    evaluationProtocols.oneCropNewRecipe,
    'torchvision 0.14, IMAGENET1K_V2 weights',
  );
const ensemble = imageNetError(
  { top5Error: 3.57 },
  {
    kind: 'ensemble',
    split: 'test',
    en: 'six nets of different depths (two of 152 layers), several scales, test set',
    'zh-Hans': '六个深度不同的网络（其中两个为 152 层），多个尺度，测试集',
  },
  'He et al. 2016, table 5',
  'other',
);
const optionA = (
  id: string,
  errors: { readonly top1Error: number; readonly top5Error?: number },
  source: string,
): PublishedError =>
  imageNetError(
    errors,
    {
      kind: 'tenCrops',
      split: 'validation',
      en: 'one net, ten crops, validation, option A shortcuts',
      'zh-Hans': '单个网络，十次裁剪，验证集，选项 A 捷径',
    },
    source,
    { id, choices: { shortcut: 'zeroPadding' } },
  );

const common = {
  family: 'ResNet',
  year: 2015,
  paper: residualPaper,
  inputShape: [224, 224, 3],
  preprocessing: torchvision(),
  numClasses: 1000,
  minimumInputSide: 1,
  smallStem: {
    changes: {
      en: 'conv1 is 3x3 at stride 1 instead of 7x7 at stride 2, without the max pooling after it.',
      'zh-Hans': 'conv1 改为步幅 1 的 3x3（原为步幅 2 的 7x7），并去掉其后的最大池化。',
    },
    minimumInputSide: 1,
  },
  choices: {},
  // The paper's 0.1 is for batches of 256; the rate goes with the batch (Goyal et al. 2017, section 2.1).
  recipe: { ...MOMENTUM_RECIPE, learningRate: 0.025, weightDecay: 0.0001 },
} as const;

function basicNet(depth: 18 | 34, width: number, published: readonly PublishedError[]): Architecture {
  const id = `resnet${depth}`;
  return {
    ...common,
    id,
    name: `ResNet-${depth}`,
    idea: residualIdea,
    deviations: [projectionDeviation, poolDeviation, oneVersion],
    published,
    classroom: { inputShape: [32, 32, 3], width, stem: 'small' },
    choices: {
      shortcut: {
        label: { en: 'Shortcuts', 'zh-Hans': '捷径' },
        values: [
          { value: 'projection', label: { en: 'Projections (option B)', 'zh-Hans': '投影（选项 B）' } },
          { value: 'zeroPadding', label: { en: 'Zero padding (option A)', 'zh-Hans': '补零（选项 A）' } },
        ],
      },
    },
    build: (options) => {
      const padded = options.choices['shortcut'] === 'zeroPadding';
      const shortcut = padded ? 'A: zero padding' : 'B: projection';
      return resNet(id, depth, { kind: 'basic', shortcut }, options);
    },
  };
}

function plainNet(depth: 18 | 34, width: number, published: readonly PublishedError[]): Architecture {
  const id = `plain${depth}`;
  return {
    ...common,
    id,
    name: `Plain-${depth}`,
    idea: plainIdea,
    deviations: [poolDeviation, plainRateDeviation],
    published,
    classroom: { inputShape: [32, 32, 3], width, stem: 'small' },
    recipe: { ...common.recipe, learningRate: 0.02 },
    build: (options) => resNet(id, depth, { kind: 'basic', shortcut: 'none' }, options),
  };
}

function bottleneckNets(
  depth: 50 | 101 | 152,
  width: number,
  published: readonly PublishedError[],
  publishedV15: readonly PublishedError[],
): readonly Architecture[] {
  const id = `resnet${depth}`;
  const idV15 = `${id}_v1_5`;
  const classroom = { inputShape: [32, 32, 3], width, stem: 'small' } as const;
  return [
    {
      ...common,
      id,
      name: `ResNet-${depth}`,
      idea: residualIdea,
      deviations: [poolDeviation],
      published,
      classroom,
      build: (options) => resNet(id, depth, { kind: 'bottleneck', strideIn: 'first 1x1' }, options),
    },
    {
      ...common,
      id: idV15,
      name: `ResNet-${depth} v1.5 (torchvision)`,
      idea: strideIdea,
      deviations: [strideDeviation, poolDeviation],
      published: publishedV15,
      classroom,
      build: (options) => resNet(idV15, depth, { kind: 'bottleneck', strideIn: '3x3' }, options),
    },
  ];
}

export const resnet: readonly Architecture[] = [
  basicNet(18, 0.25, [
    optionA('resnet18', { top1Error: 27.88 }, 'He et al. 2016, table 2'),
    torchvisionError(30.242, 10.922),
  ]),
  basicNet(34, 0.2, [
    table3(24.52, 7.46),
    table4(21.84, 5.71),
    optionA('resnet34', { top1Error: 25.03, top5Error: 7.76 }, 'He et al. 2016, table 3'),
    torchvisionError(26.686, 8.58),
  ]),
  ...bottleneckNets(
    50,
    0.1875,
    [table3(22.85, 6.71), table4(20.74, 5.25), readme(24.7, 7.8)],
    [torchvisionError(23.87, 7.138), laterRecipe(19.142, 4.566)],
  ),
  ...bottleneckNets(
    101,
    0.125,
    [table3(21.75, 6.05), table4(19.87, 4.6), readme(23.6, 7.1)],
    [torchvisionError(22.626, 6.454), laterRecipe(18.114, 4.22)],
  ),
  ...bottleneckNets(
    152,
    0.109375,
    [table3(21.43, 5.71), table4(19.38, 4.49), readme(23.0, 6.7), ensemble],
    [torchvisionError(21.688, 5.954), laterRecipe(17.716, 3.998)],
  ),
  plainNet(18, 0.25, [
    imageNetError({ top1Error: 27.94 }, evaluationProtocols.tenCrops, 'He et al. 2016, table 2'),
  ]),
  plainNet(34, 0.2, [
    imageNetError(
      { top1Error: 28.54, top5Error: 10.02 },
      evaluationProtocols.tenCrops,
      'He et al. 2016, tables 2 and 3',
    ),
  ]),
];
