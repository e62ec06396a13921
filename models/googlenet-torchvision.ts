import type { Architecture, BuildOptions } from './catalog.ts';
import { scaleChannels } from './channels.ts';
import { convUnit, dottedLabels } from './conv-unit.ts';
import { googlenetPaper, TABLE_1 } from './googlenet.ts';
import { type AuxiliaryOutput, around, type Graph, type Initializer, type Pair } from './graph.ts';
import { GraphBuilder } from './graph-builder.ts';
import { inception } from './preprocessing.ts';
import { torchvisionError } from './published-errors.ts';
import { MOMENTUM_RECIPE } from './recipe.ts';

/*
 * torchvision's googlenet, for its weights: table 1 of the GoogLeNet paper, but with batch norm, a 3x3 in the
 * '5x5' branch (a known slip that published weights have made permanent, pytorch/vision #906), a 2x2 fourth
 * pooling, no local response normalisation and dropout of 0.2. Layers are labelled as in its state dict.
 */

/** The code says truncated, but at -2 and 2 rather than at two deviations: in effect a plain normal. */
const KERNEL: Initializer = { kind: 'normal', stddev: 0.01 };
/** PyTorch's default bias: U(+-1 / sqrt(fan-in)). */
const BIAS: Initializer = { kind: 'uniformFanIn', scale: 1 };
const BATCH_NORM = { epsilon: 1e-3, momentum: 0.9 };
const AUXILIARY_WEIGHT = 0.3;

function googLeNetTorchvision({ inputShape, numClasses, width, stem }: BuildOptions): Graph {
  const g = new GraphBuilder('googlenet_torchvision', inputShape, numClasses);
  const unit = convUnit(g, { ...BATCH_NORM, width, kernelInitializer: KERNEL, labels: dottedLabels });
  const conv1x1 = (name: string, input: string, filters: number) =>
    unit(name, input, filters, [1, 1], [1, 1], 'valid');
  const conv3x3 = (name: string, input: string, filters: number) =>
    unit(name, input, filters, [3, 3], [1, 1], around(1));
  const halve = (name: string, input: string, poolSize: Pair) =>
    g.maxPool(name, input, { poolSize, strides: [2, 2], padding: 'valid', ceil: true });
  const dense = (name: string, input: string, units: number) =>
    g.dense(name, input, { units, useBias: true, kernelInitializer: KERNEL, biasInitializer: BIAS });

  const inception = (module: keyof typeof TABLE_1, input: string) => {
    const name = `inception${module}`;
    const row = TABLE_1[module];
    return g.block(name, () => {
      const branch1 = conv1x1(`${name}.branch1`, input, row.ch1x1);
      const reduced2 = conv1x1(`${name}.branch2.0`, input, row.reduce3x3);
      const branch2 = conv3x3(`${name}.branch2.1`, reduced2, row.ch3x3);
      const reduced3 = conv1x1(`${name}.branch3.0`, input, row.reduce5x5);
      const branch3 = conv3x3(`${name}.branch3.1`, reduced3, row.ch5x5); // 3x3, where the paper has 5x5
      const pool = g.maxPool(`${name}.branch4.0`, input, {
        poolSize: [3, 3],
        strides: [1, 1],
        padding: around(1),
      });
      const branch4 = conv1x1(`${name}.branch4.1`, pool, row.poolProj);
      return g.concat(name, [branch1, branch2, branch3, branch4]);
    });
  };

  const auxiliary = (name: string, input: string): AuxiliaryOutput => {
    const layers = () => {
      const pooled = g.adaptiveAvgPool(`${name}.avgpool`, input, { outputSize: [4, 4] });
      const flat = g.flatten(`${name}.flatten`, conv1x1(`${name}.conv`, pooled, 128));
      const hidden = dense(`${name}.fc1`, flat, scaleChannels(1024, width));
      const dropped = g.dropout(`${name}.dropout`, g.activation(`${name}.relu`, hidden, 'relu'), 0.7);
      return dense(`${name}.fc2`, dropped, numClasses);
    };
    return { name, node: g.block(name, () => g.auxiliary(name, layers)), lossWeight: AUXILIARY_WEIGHT };
  };

  let x: string;
  if (stem === 'small') {
    x = unit('conv1', g.input, 64, [3, 3], [1, 1], around(1));
  } else {
    x = unit('conv1', g.input, 64, [7, 7], [2, 2], around(3)); // 112 x 112 x 64
    x = halve('maxpool1', x, [3, 3]); // 56 x 56 x 64
  }
  x = conv3x3('conv3', conv1x1('conv2', x, 64), 192); // 56 x 56 x 192
  x = halve('maxpool2', x, [3, 3]); // 28 x 28 x 192
  x = inception('3b', inception('3a', x)); // 28 x 28 x 480
  x = inception('4a', halve('maxpool3', x, [3, 3])); // 14 x 14 x 512
  const aux1 = auxiliary('aux1', x);
  x = inception('4d', inception('4c', inception('4b', x))); // 14 x 14 x 528
  const aux2 = auxiliary('aux2', x);
  x = inception('4e', x); // 14 x 14 x 832
  x = inception('5b', inception('5a', halve('maxpool4', x, [2, 2]))); // 7 x 7 x 1024
  x = g.dropout('dropout', g.globalAvgPool('avgpool', x), 0.2);
  return g.build(dense('fc', g.flatten('flatten', x), numClasses), [aux1, aux2]);
}

export const googlenetTorchvision: readonly Architecture[] = [
  {
    id: 'googlenet_torchvision',
    family: 'GoogLeNet',
    name: 'GoogLeNet (torchvision)',
    year: 2014,
    paper: googlenetPaper,
    idea: {
      en: "The variant that torchvision's weights belong to: inception modules with batch norm.",
      'zh-Hans': 'torchvision 权重所对应的变体：带批归一化的 Inception 模块。',
    },
    deviations: [
      {
        en: 'The "5x5" branch is a 3x3: a slip that published weights have made permanent.',
        'zh-Hans': '“5x5” 分支实为 3x3：一个因已发布权重而保留下来的错误。',
      },
      {
        en: 'Batch norm and no biases; no local response normalisation; the fourth pooling is 2x2; dropout 0.2.',
        'zh-Hans': '使用批归一化且无偏置；没有局部响应归一化；第四次池化为 2x2；随机失活率为 0.2。',
      },
      {
        en: 'The auxiliary heads pool to 4x4 adaptively; the paper pools 5x5 at stride 3.',
        'zh-Hans': '辅助分类器自适应池化到 4x4；论文使用步幅 3 的 5x5 池化。',
      },
    ],
    published: [torchvisionError(30.222, 10.47)],
    inputShape: [224, 224, 3],
    preprocessing: inception({ resize: 256, crop: 224 }),
    numClasses: 1000,
    minimumInputSide: 15,
    smallStem: {
      changes: {
        en: 'conv1 is 3x3 at stride 1 instead of 7x7 at stride 2, without the pooling after it.',
        'zh-Hans': 'conv1 改为步幅 1 的 3x3（原为步幅 2 的 7x7），并去掉其后的池化。',
      },
      minimumInputSide: 4,
    },
    classroom: { inputShape: [32, 32, 3], width: 0.3125, stem: 'small' },
    choices: {},
    recipe: { ...MOMENTUM_RECIPE, learningRate: 0.05 },
    build: googLeNetTorchvision,
  },
];
