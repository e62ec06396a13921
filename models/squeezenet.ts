import type { Architecture, BuildOptions } from './catalog.ts';
import { scaleChannels } from './channels.ts';
import { around, type Graph, type Initializer, ZERO } from './graph.ts';
import { GraphBuilder } from './graph-builder.ts';
import { caffe } from './preprocessing.ts';
import { evaluationProtocols, imageNetError, torchvisionError } from './published-errors.ts';
import { ADAM_FOR_MOMENTUM, ADAM_RECIPE } from './recipe.ts';

// Iandola et al.: SqueezeNet: AlexNet-Level Accuracy with 50x Fewer Parameters and < 0.5 MB Model Size, 2016,
// table 1 (version 1.0), with the labels of torchvision's state dict. Deviations: see below.

const HE: Initializer = { kind: 'heNormal', mode: 'fanIn' };
const POOLING = { poolSize: [3, 3], strides: [2, 2], padding: 'valid', ceil: true } as const;

/** Table 1: the filters of each fire module, and which pooling stands before it. */
// biome-ignore format: the paper's columns
const FIRE: readonly { name: string; squeeze: number; expand: number; pool?: string }[] = [
  { pool: 'features.2',  name: 'features.3',  squeeze: 16, expand: 64 },
  {                      name: 'features.4',  squeeze: 16, expand: 64 },
  {                      name: 'features.5',  squeeze: 32, expand: 128 },
  { pool: 'features.6',  name: 'features.7',  squeeze: 32, expand: 128 },
  {                      name: 'features.8',  squeeze: 48, expand: 192 },
  {                      name: 'features.9',  squeeze: 48, expand: 192 },
  {                      name: 'features.10', squeeze: 64, expand: 256 },
  { pool: 'features.11', name: 'features.12', squeeze: 64, expand: 256 },
];

function squeezeNet({ inputShape, numClasses, width }: BuildOptions): Graph {
  const g = new GraphBuilder('squeezenet1_0', inputShape, numClasses);
  const scaled = (filters: number) => scaleChannels(filters, width);
  const conv = (name: string, x: string, filters: number, side: 1 | 3 | 7, relu = `${name}_activation`) => {
    const [stride, padding] = side === 7 ? [2, 'valid' as const] : [1, around((side - 1) / 2)];
    const window = { filters, kernelSize: [side, side], strides: [stride, stride], padding } as const;
    const options = { ...window, useBias: true, kernelInitializer: HE, biasInitializer: ZERO };
    return g.activation(relu, g.conv(name, x, options), 'relu');
  };

  let x = conv('features.0', g.input, scaled(96), 7, 'features.1'); // 111 x 111 x 96
  for (const { name, squeeze, expand, pool } of FIRE) {
    if (pool !== undefined) x = g.maxPool(pool, x, POOLING); // 55, 27, 13
    x = g.block(name, () => {
      const squeezed = conv(`${name}.squeeze`, x, scaled(squeeze), 1);
      const one = conv(`${name}.expand1x1`, squeezed, scaled(expand), 1);
      return g.concat(name, [one, conv(`${name}.expand3x3`, squeezed, scaled(expand), 3)]);
    });
  }
  x = conv('classifier.1', g.dropout('classifier.0', x, 0.5), numClasses, 1, 'classifier.2');
  return g.build(g.flatten('flatten', g.globalAvgPool('classifier.3', x)));
}

export const squeezenet: Architecture = {
  id: 'squeezenet1_0',
  family: 'SqueezeNet',
  name: 'SqueezeNet 1.0',
  year: 2016,
  paper: {
    authors: 'F. N. Iandola et al.',
    title: 'SqueezeNet: AlexNet-level accuracy with 50x fewer parameters',
    venue: 'arXiv 2016',
    url: 'https://arxiv.org/abs/1602.07360',
  },
  idea: {
    en: 'Squeeze the channels with 1x1 convolutions before every 3x3: as accurate as AlexNet with a fiftieth of its weights.',
    'zh-Hans': '在每个 3x3 之前用 1x1 卷积压缩通道：精度与 AlexNet 相当，参数仅为其 1/50。',
  },
  deviations: [
    {
      en: "The input is 227x227, which gives the paper's maps of 111, 55, 27 and 13; initial weights are He's.",
      'zh-Hans': '输入为 227x227，以得到论文中 111、55、27、13 的特征图；采用 He 初始化。',
    },
    ADAM_FOR_MOMENTUM,
  ],
  published: [
    imageNetError(
      { top1Error: 42.5, top5Error: 19.7 },
      evaluationProtocols.cropsNotStated,
      'Iandola et al., table 2',
    ),
    torchvisionError(41.908, 19.58),
  ],
  inputShape: [227, 227, 3],
  preprocessing: caffe(227),
  numClasses: 1000,
  minimumInputSide: 21,
  choices: {},
  classroom: { inputShape: [64, 64, 3], width: 0.75, stem: 'paper' },
  // Faster, some classes fall silent behind the last ReLU.
  recipe: { ...ADAM_RECIPE, learningRate: 0.0003 },
  build: squeezeNet,
};
