import type { Architecture, BuildOptions, PublishedError } from './catalog.ts';
import { scaleChannels } from './channels.ts';
import { type Graph, type Initializer, ZERO } from './graph.ts';
import { GraphBuilder } from './graph-builder.ts';
import { evaluationProtocols } from './published-errors.ts';
import { MOMENTUM_RECIPE } from './recipe.ts';
import { plainRateDeviation, residualBlocks, residualPaper, type Shortcut } from './residual-blocks.ts';

/*
 * He, Zhang, Ren, Sun: Deep Residual Learning for Image Recognition, CVPR 2016, section 4.2: the 6n + 2 layer
 * nets for CIFAR-10 and their plain twins. Shortcuts are option A everywhere; new channels are appended after the
 * old ones (the paper does not say on which side).
 */

const KERNEL: Initializer = { kind: 'heNormal', mode: 'fanIn' };

/** Three stages of n blocks each; the map's side is 32, 16, 8. */
const FILTERS = [16, 32, 64];

function cifarNet(id: string, layers: number, shortcut: Shortcut, options: BuildOptions): Graph {
  const { inputShape, numClasses, width } = options;
  const g = new GraphBuilder(id, inputShape, numClasses);
  const blocks = residualBlocks(g, KERNEL);
  const blocksPerStage = (layers - 2) / 6;

  let x = blocks.imageNetStem(scaleChannels(16, width), true); // 3x3 at stride 1: 32 x 32 x 16
  for (const [stage, filters] of FILTERS.entries()) {
    for (let i = 0; i < blocksPerStage; i++) {
      const stride = stage > 0 && i === 0 ? 2 : 1;
      x = blocks.basic(`layer${stage + 1}.${i}`, x, scaleChannels(filters, width), stride, shortcut);
    }
  } // 8 x 8 x 64
  return g.build(
    g.dense('linear', g.flatten('flatten', g.globalAvgPool('avgpool', x)), {
      units: numClasses,
      useBias: true,
      kernelInitializer: KERNEL,
      biasInitializer: ZERO,
    }),
  );
}

/** Depth, the test error of table 6, and the width at which a step stays short. */
const TABLE_6 = [
  { layers: 20, top1Error: 8.75, width: 1 },
  { layers: 32, top1Error: 7.51, width: 0.75 },
  { layers: 44, top1Error: 7.17, width: 0.625 },
  { layers: 56, top1Error: 6.97, width: 0.5 },
  { layers: 110, top1Error: 6.43, width: 0.375 },
] as const;

const common = {
  family: 'ResNet',
  year: 2015,
  paper: residualPaper,
  inputShape: [32, 32, 3],
  numClasses: 10,
  minimumInputSide: 1,
  choices: {},
  // Most programs call the classifier as torchvision's larger nets do.
  otherLayerNames: [{ program: 'others', nameOf: (layer: string) => (layer === 'linear' ? 'fc' : layer) }],
} as const;
const recipe = { ...MOMENTUM_RECIPE, learningRate: 0.1, weightDecay: 0.0001, batchSize: 128 };

const appendedDeviation = {
  en: 'Zero channels of a shortcut are appended after the old ones, or stand on both sides; the paper does not say on which side.',
  'zh-Hans': '捷径的零通道附加在原有通道之后，或放在两侧；论文未说明放在哪一侧。',
};
/** Weights go with the one that they were trained with. */
const zeroChannels: Architecture['choices'] = {
  zeroChannels: {
    label: { en: 'Zero channels', 'zh-Hans': '零通道' },
    values: [
      { value: 'after', label: { en: 'After the old ones', 'zh-Hans': '在原有通道之后' } },
      { value: 'bothSides', label: { en: 'On both sides', 'zh-Hans': '在两侧' } },
    ],
  },
};
const fullSetDeviation = {
  en: 'The per-pixel mean is not subtracted; images are normalised by the mean and deviation of the whole data set.',
  'zh-Hans': '不逐像素减均值，而是按整个数据集的均值与标准差标准化。',
};

export const resnetCifar: readonly Architecture[] = TABLE_6.flatMap(
  ({ layers, top1Error, width }): Architecture[] => {
    const published: PublishedError = {
      top1Error,
      dataset: 'CIFAR-10',
      protocol:
        layers === 110
          ? {
              kind: 'oneCrop',
              split: 'test',
              en: 'one net, test set, best of five runs (6.61 +- 0.16)',
              'zh-Hans': '单个网络，测试集，五次运行中的最佳（6.61 ± 0.16）',
            }
          : evaluationProtocols.oneNetTest,
      source: 'He et al. 2016, table 6',
    };
    const classroom = { inputShape: [32, 32, 3], width, stem: 'paper' } as const;
    return [
      {
        ...common,
        id: `resnet${layers}`,
        name: `ResNet-${layers} (CIFAR)`,
        idea: {
          en: `${layers} thin layers for images of 32 pixels, with shortcuts that have no parameters.`,
          'zh-Hans': `面向 32 像素图像的 ${layers} 层窄网络，捷径不含参数。`,
        },
        deviations: [appendedDeviation, fullSetDeviation],
        published: [published],
        classroom,
        choices: zeroChannels,
        // Section 4.2: 0.1 is a little too large for 110 layers to start with, hence 400 updates to reach it.
        recipe: layers === 110 ? { ...recipe, warmupSteps: 400 } : recipe,
        build: (options) => {
          const isOnBothSides = options.choices['zeroChannels'] === 'bothSides';
          const shortcut = isOnBothSides ? 'A: zero padding on both sides' : 'A: zero padding';
          return cifarNet(`resnet${layers}`, layers, shortcut, options);
        },
      },
      {
        ...common,
        id: `plain${layers}`,
        name: `Plain-${layers} (CIFAR)`,
        idea: {
          en: `ResNet-${layers} for CIFAR without its shortcuts: the control that shows what they are good for.`,
          'zh-Hans': `去掉捷径的 CIFAR 版 ResNet-${layers}：用于显示捷径作用的对照。`,
        },
        deviations: [fullSetDeviation, plainRateDeviation],
        published: [],
        classroom,
        recipe: { ...recipe, learningRate: 0.02 },
        build: (options) => cifarNet(`plain${layers}`, layers, 'none', options),
      },
    ];
  },
);
