import { type TowerRow, towerNet } from './alexnet.ts';
import type { Architecture } from './catalog.ts';
import { caffe } from './preprocessing.ts';
import { evaluationProtocols, imageNetError } from './published-errors.ts';
import { ADAM_FOR_MOMENTUM, ADAM_RECIPE } from './recipe.ts';

/*
 * Zeiler, Fergus: Visualizing and Understanding Convolutional Networks, ECCV 2014, figure 3 and table 2.
 * Deviations: the 224x224 image is padded to 225x225 outside the net, and pools round up, which gives the
 * paper's maps of 110, 55, 26, 13 and 6. Initial weights N(0, 0.01^2), biases 0.
 */

function rows(conv3: number, conv4: number, conv5: number): readonly TowerRow[] {
  const small = { kernel: 5, stride: 1, pad: 2 };
  // biome-ignore format: one row a layer
  return [
    { filters: 96, kernel: 7, stride: 2, pad: 0, groups: 1, bias: 0, after: ['ceilPool', 'norm'], small },
    { filters: 256, kernel: 5, stride: 2, pad: 0, groups: 1, bias: 0, after: ['ceilPool', 'norm'], small },
    { filters: conv3, kernel: 3, stride: 1, pad: 1, groups: 1, bias: 0, after: [] },
    { filters: conv4, kernel: 3, stride: 1, pad: 1, groups: 1, bias: 0, after: [] },
    { filters: conv5, kernel: 3, stride: 1, pad: 1, groups: 1, bias: 0, after: ['ceilPool'] },
  ];
}

const PAPER = rows(384, 384, 256);
const WIDE = rows(512, 1024, 512);

const common = {
  family: 'ZFNet',
  year: 2013,
  paper: {
    authors: 'M. D. Zeiler, R. Fergus',
    title: 'Visualizing and Understanding Convolutional Networks',
    venue: 'ECCV 2014 (arXiv 2013)',
    url: 'https://arxiv.org/abs/1311.2901',
  },
  numClasses: 1000,
  inputShape: [225, 225, 3],
  preprocessing: caffe(225),
  minimumInputSide: 49,
  choices: {},
  smallStem: {
    changes: {
      en: 'conv1 and conv2 are 5x5 at stride 1, padded by 2; fc6 and fc7 have 512 units; He initialisation.',
      'zh-Hans': 'conv1 与 conv2 为步幅 1、填充 2 的 5x5；fc6 与 fc7 各 512 个单元；采用 He 初始化。',
    },
    minimumInputSide: 8,
  },
  recipe: ADAM_RECIPE,
} as const;

const sizeDeviation = {
  en: 'The 224x224 image is padded to 225x225 and pooling rounds up, since the paper does not state its padding.',
  'zh-Hans': '224x224 的图像填充为 225x225，池化向上取整，因为论文未说明填充方式。',
};
const constraintDeviation = {
  en: 'The filters are not renormalised to a root mean square of at most 0.1 while training.',
  'zh-Hans': '训练时不把卷积核的均方根重新归一化到不超过 0.1。',
};
const constantsDeviation = {
  en: 'Local response normalisation has AlexNet\'s constants, which the paper does not repeat; the initial weights\' "10^-2" is read as a deviation.',
  'zh-Hans': '局部响应归一化的常数取自 AlexNet（论文未重复给出）；初始权重的 “10^-2” 理解为标准差。',
};
const clarifaiNote = imageNetError(
  { top5Error: 11.7 },
  {
    kind: 'ensemble',
    split: 'test',
    en: "Clarifai's ensemble at ILSVRC-2013, test set: the figure usually given for ZFNet is not the paper's net",
    'zh-Hans': 'Clarifai 在 ILSVRC-2013 的集成模型，测试集：通常归于 ZFNet 的数字并非论文中的网络',
  },
  'ILSVRC-2013 results',
  'other',
);

export const zfnet: readonly Architecture[] = [
  {
    ...common,
    id: 'zfnet',
    name: 'ZFNet',
    idea: {
      en: 'Looking into AlexNet with deconvolutions showed what to tune: a smaller first filter and a smaller stride.',
      'zh-Hans': '用反卷积观察 AlexNet 内部，看出该调什么：第一层用更小的卷积核和更小的步幅。',
    },
    deviations: [sizeDeviation, constraintDeviation, constantsDeviation, ADAM_FOR_MOMENTUM],
    published: [
      imageNetError(
        { top1Error: 38.4, top5Error: 16.5 },
        evaluationProtocols.cropsNotStated,
        'Zeiler & Fergus, table 2',
      ),
      imageNetError(
        { top1Error: 36.7, top5Error: 15.3 },
        {
          kind: 'ensemble',
          split: 'validation',
          en: 'five nets, validation (15.3 on the test set), crops not stated',
          'zh-Hans': '五个网络，验证集（测试集 15.3），裁剪方式未说明',
        },
        'Zeiler & Fergus, table 2',
      ),
      clarifaiNote,
    ],
    classroom: { inputShape: [32, 32, 3], width: 0.3125, stem: 'small' },
    build: (options) => towerNet('zfnet', PAPER, 0, options),
  },
  {
    ...common,
    id: 'zfnet_wide',
    name: 'ZFNet (512-1024-512)',
    idea: {
      en: 'The same net with 512, 1024 and 512 filters in conv3 to conv5, as the lecture lists it.',
      'zh-Hans': '同一网络，conv3 至 conv5 的通道数为 512、1024、512，即课程讲义所列版本。',
    },
    deviations: [sizeDeviation, constraintDeviation, constantsDeviation, ADAM_FOR_MOMENTUM],
    published: [
      imageNetError(
        { top1Error: 37.5, top5Error: 16.0 },
        evaluationProtocols.cropsNotStated,
        'Zeiler & Fergus, table 2',
      ),
      imageNetError(
        { top1Error: 36.0, top5Error: 14.7 },
        {
          kind: 'ensemble',
          split: 'validation',
          en: 'six nets of both widths, validation (14.8 on the test set), crops not stated',
          'zh-Hans': '两种宽度共六个网络，验证集（测试集 14.8），裁剪方式未说明',
        },
        'Zeiler & Fergus, table 2',
        'other',
      ),
      clarifaiNote,
    ],
    classroom: { inputShape: [32, 32, 3], width: 0.2, stem: 'small' },
    build: (options) => towerNet('zfnet_wide', WIDE, 0, options),
  },
];
