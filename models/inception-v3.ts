import type { Architecture, BuildOptions } from './catalog.ts';
import { convUnit, dottedLabels } from './conv-unit.ts';
import {
  type AuxiliaryOutput,
  around,
  type Graph,
  type Initializer,
  keepingSize,
  type Pair,
} from './graph.ts';
import { GraphBuilder } from './graph-builder.ts';
import { inceptionStem, type StemLabels } from './inception-stem.ts';
import { inception } from './preprocessing.ts';
import { evaluationProtocols, imageNetError, torchvisionError } from './published-errors.ts';
import { ADAM_FOR_RMSPROP, ADAM_RECIPE } from './recipe.ts';

/*
 * Szegedy, Vanhoucke, Ioffe, Shlens, Wojna: Rethinking the Inception Architecture for Computer Vision, CVPR 2016,
 * table 1 and figures 5 to 7. Deviations: what the paper leaves to a supplementary file (the filters of each
 * module) is as in torchvision's inception_v3, whose state dict gives the labels: batch norm has its gamma,
 * average pooling counts the padding (divides by 9 everywhere), dropout is 0.5 and the stem's 3x3 convolutions
 * are those of that code. The auxiliary head's weight of 0.4 is that of released code; the paper gives none.
 */

/** torchvision says truncated, but at -2 and 2 rather than at two deviations: in effect a plain normal. */
const KERNEL: Initializer = { kind: 'normal', stddev: 0.1 };
/** As in TF-Slim. torchvision's code means the same, but the value does not reach the convolution, which samples with 0.1. */
const AUXILIARY_CONV1: Initializer = { kind: 'normal', stddev: 0.01 };
const AUXILIARY_DENSE: Initializer = { kind: 'normal', stddev: 0.001 };
/** PyTorch's default bias: U(+-1 / sqrt(fan-in)). */
const DENSE_BIAS: Initializer = { kind: 'uniformFanIn', scale: 1 };
const BATCH_NORM = { epsilon: 1e-3, momentum: 0.9 };
const DROPOUT = 0.5;
const AUXILIARY_WEIGHT = 0.4;

const STEM: StemLabels = {
  convs: ['Conv2d_1a_3x3', 'Conv2d_2a_3x3', 'Conv2d_2b_3x3', 'Conv2d_3b_1x1', 'Conv2d_4a_3x3'],
  pool: 'maxpool1',
};

function inceptionV3({ inputShape, numClasses, width, stem }: BuildOptions): Graph {
  const small = stem === 'small';
  const g = new GraphBuilder('inception_v3', inputShape, numClasses);
  const unit = convUnit(g, { ...BATCH_NORM, width, kernelInitializer: KERNEL, labels: dottedLabels });
  const conv = (name: string, input: string, filters: number, kernelSize: Pair) =>
    unit(name, input, filters, kernelSize, [1, 1], keepingSize(kernelSize));
  const convHalving = (name: string, input: string, filters: number) =>
    unit(name, input, filters, [3, 3], [2, 2], 'valid');
  const maxPool = (name: string, input: string) =>
    g.maxPool(name, input, { poolSize: [3, 3], strides: [2, 2], padding: 'valid' });
  const pooled = (name: string, input: string, filters: number) => {
    const average = g.avgPool(`${name}.avgpool`, input, {
      poolSize: [3, 3],
      strides: [1, 1],
      padding: around(1),
      countIncludePad: true,
    });
    return conv(`${name}.branch_pool`, average, filters, [1, 1]);
  };

  /** Figure 5 at 35 x 35, but for the 5x5 that released code kept where the figure has a 3x3. */
  const moduleA = (name: string, input: string, poolFilters: number) =>
    g.block(name, () => {
      const one = conv(`${name}.branch1x1`, input, 64, [1, 1]);
      const five = conv(`${name}.branch5x5_2`, conv(`${name}.branch5x5_1`, input, 48, [1, 1]), 64, [5, 5]);
      let double = conv(`${name}.branch3x3dbl_1`, input, 64, [1, 1]);
      double = conv(`${name}.branch3x3dbl_2`, double, 96, [3, 3]);
      double = conv(`${name}.branch3x3dbl_3`, double, 96, [3, 3]);
      return g.concat(name, [one, five, double, pooled(name, input, poolFilters)]);
    });

  /** Figure 10: the grid shrinks to 17 x 17. */
  const reductionA = (name: string, input: string) =>
    g.block(name, () => {
      const three = convHalving(`${name}.branch3x3`, input, 384);
      let double = conv(`${name}.branch3x3dbl_1`, input, 64, [1, 1]);
      double = conv(`${name}.branch3x3dbl_2`, double, 96, [3, 3]);
      double = convHalving(`${name}.branch3x3dbl_3`, double, 96);
      return g.concat(name, [three, double, maxPool(`${name}.maxpool`, input)]);
    });

  /** Figure 6, n = 7: 17 x 17, each 7x7 as 1x7 and 7x1, with `inner` filters inside. */
  const moduleB = (name: string, input: string, inner: number) =>
    g.block(name, () => {
      const one = conv(`${name}.branch1x1`, input, 192, [1, 1]);
      let seven = conv(`${name}.branch7x7_1`, input, inner, [1, 1]);
      seven = conv(`${name}.branch7x7_2`, seven, inner, [1, 7]);
      seven = conv(`${name}.branch7x7_3`, seven, 192, [7, 1]);
      let double = conv(`${name}.branch7x7dbl_1`, input, inner, [1, 1]);
      double = conv(`${name}.branch7x7dbl_2`, double, inner, [7, 1]);
      double = conv(`${name}.branch7x7dbl_3`, double, inner, [1, 7]);
      double = conv(`${name}.branch7x7dbl_4`, double, inner, [7, 1]);
      double = conv(`${name}.branch7x7dbl_5`, double, 192, [1, 7]);
      return g.concat(name, [one, seven, double, pooled(name, input, 192)]);
    });

  /** The grid shrinks to 8 x 8. */
  const reductionB = (name: string, input: string) =>
    g.block(name, () => {
      const three = convHalving(`${name}.branch3x3_2`, conv(`${name}.branch3x3_1`, input, 192, [1, 1]), 320);
      let seven = conv(`${name}.branch7x7x3_1`, input, 192, [1, 1]);
      seven = conv(`${name}.branch7x7x3_2`, seven, 192, [1, 7]);
      seven = conv(`${name}.branch7x7x3_3`, seven, 192, [7, 1]);
      seven = convHalving(`${name}.branch7x7x3_4`, seven, 192);
      return g.concat(name, [three, seven, maxPool(`${name}.maxpool`, input)]);
    });

  /** Figure 7: 8 x 8, 1x3 and 3x1 side by side widen the output. */
  const moduleC = (name: string, input: string) =>
    g.block(name, () => {
      const one = conv(`${name}.branch1x1`, input, 320, [1, 1]);
      let x = conv(`${name}.branch3x3_1`, input, 384, [1, 1]);
      const three = g.concat(`${name}.branch3x3`, [
        conv(`${name}.branch3x3_2a`, x, 384, [1, 3]),
        conv(`${name}.branch3x3_2b`, x, 384, [3, 1]),
      ]);
      x = conv(`${name}.branch3x3dbl_1`, input, 448, [1, 1]);
      x = conv(`${name}.branch3x3dbl_2`, x, 384, [3, 3]);
      const double = g.concat(`${name}.branch3x3dbl`, [
        conv(`${name}.branch3x3dbl_3a`, x, 384, [1, 3]),
        conv(`${name}.branch3x3dbl_3b`, x, 384, [3, 1]),
      ]);
      return g.concat(name, [one, three, double, pooled(name, input, 192)]);
    });

  /** On the last 17 x 17 map; its windows shrink with the map of an adapted input. */
  const auxiliary = (input: string): AuxiliaryOutput => {
    const name = 'AuxLogits';
    const fitting = (of: string): Pair => {
      const [height, width] = g.shapeOf(of);
      return [Math.min(5, height), Math.min(5, width)];
    };
    const layers = () => {
      let x = g.avgPool(`${name}.avgpool`, input, {
        poolSize: fitting(input),
        strides: [3, 3],
        padding: 'valid',
        countIncludePad: true,
      });
      x = conv(`${name}.conv0`, x, 128, [1, 1]);
      x = unit(`${name}.conv1`, x, 768, fitting(x), [1, 1], 'valid', AUXILIARY_CONV1);
      x = g.flatten(`${name}.flatten`, g.adaptiveAvgPool(`${name}.adaptive`, x, { outputSize: [1, 1] }));
      return g.dense(`${name}.fc`, x, {
        units: numClasses,
        useBias: true,
        kernelInitializer: AUXILIARY_DENSE,
        biasInitializer: DENSE_BIAS,
      });
    };
    return {
      name: 'aux',
      node: g.block(name, () => g.auxiliary('aux', layers)),
      lossWeight: AUXILIARY_WEIGHT,
    };
  };

  let x = inceptionStem(g, unit, STEM, small); // 71 x 71 x 192
  x = moduleA('Mixed_5b', maxPool('maxpool2', x), 32); // 35 x 35 x 256
  x = moduleA('Mixed_5d', moduleA('Mixed_5c', x, 64), 64); // 35 x 35 x 288
  x = moduleB('Mixed_6b', reductionA('Mixed_6a', x), 128); // 17 x 17 x 768
  x = moduleB('Mixed_6d', moduleB('Mixed_6c', x, 160), 160);
  x = moduleB('Mixed_6e', x, 192);
  const aux = auxiliary(x);
  x = moduleC('Mixed_7c', moduleC('Mixed_7b', reductionB('Mixed_7a', x))); // 8 x 8 x 2048
  x = g.flatten('flatten', g.dropout('dropout', g.globalAvgPool('avgpool', x), DROPOUT));
  return g.build(
    g.dense('fc', x, {
      units: numClasses,
      useBias: true,
      kernelInitializer: KERNEL,
      biasInitializer: DENSE_BIAS,
    }),
    [aux],
  );
}

const table = (number: number) => `Szegedy et al. 2016, table ${number}`;

export const inceptionV3Family: readonly Architecture[] = [
  {
    id: 'inception_v3',
    family: 'Inception',
    name: 'Inception v3',
    year: 2015,
    paper: {
      authors: 'C. Szegedy, V. Vanhoucke, S. Ioffe, J. Shlens, Z. Wojna',
      title: 'Rethinking the Inception Architecture for Computer Vision',
      venue: 'CVPR 2016 (arXiv 2015)',
      url: 'https://arxiv.org/abs/1512.00567',
    },
    idea: {
      en: 'Large convolutions factorise into one-dimensional ones: a 7x7 becomes a 1x7 and a 7x1 at a fraction of the cost.',
      'zh-Hans': '大卷积可分解为一维卷积：7x7 变为 1x7 与 7x1，代价只是原来的一小部分。',
    },
    deviations: [
      {
        en: "The filters of each module, which the paper leaves to a supplementary file, are torchvision's; so are the average pooling that counts its padding and dropout 0.5 (TF-Slim's is 0.2).",
        'zh-Hans':
          '各模块的通道数在论文中放于补充文件，此处取自 torchvision；计入填充的平均池化与随机失活率 0.5（TF-Slim 为 0.2）亦然。',
      },
      {
        en: 'The 35x35 modules keep a 5x5 where figure 5 has a 3x3, and the stem goes from a 1x1 of 80 filters over a 3x3 of 192 to a pooling where table 1 has three 3x3 of 80, 192 and 288: so do the released code and its weights.',
        'zh-Hans':
          '35x35 模块保留了 5x5 卷积，而图 5 中该处为 3x3；起始层依次为 80 通道的 1x1、192 通道的 3x3 和池化，而表 1 中为 80、192、288 通道的三个 3x3：已发布的代码与权重即如此。',
      },
      {
        en: "The auxiliary head's loss weight of 0.4 is common code's; the paper does not give one.",
        'zh-Hans': '辅助分类器的损失权重 0.4 来自通行代码，论文未给出。',
      },
      {
        en: "Initial weights are torchvision's, but for the auxiliary head's conv1: a deviation of 0.01, as in TF-Slim, where torchvision's code means 0.01 but samples with 0.1.",
        'zh-Hans':
          '初始权重与 torchvision 相同，唯辅助分类器的 conv1 标准差为 0.01，与 TF-Slim 一致；torchvision 的代码本意为 0.01，实际为 0.1。',
      },
      {
        en: 'Labels are not smoothed.',
        'zh-Hans': '未使用标签平滑。',
      },
      ADAM_FOR_RMSPROP,
      {
        en: "On adapted inputs the auxiliary head's windows shrink with the map.",
        'zh-Hans': '输入经调整后，辅助分类器的窗口随特征图缩小。',
      },
    ],
    published: [
      imageNetError({ top1Error: 21.2, top5Error: 5.6 }, evaluationProtocols.oneCropNotBlacklisted, table(3)),
      imageNetError({ top1Error: 19.47, top5Error: 4.48 }, evaluationProtocols.twelveCrops, table(4)),
      imageNetError({ top1Error: 18.77, top5Error: 4.2 }, evaluationProtocols.crops144, table(4)),
      imageNetError(
        { top1Error: 17.2, top5Error: 3.46 },
        {
          kind: 'ensemble',
          split: 'validation',
          en: 'four nets, 144 crops, validation',
          'zh-Hans': '四个网络，144 次裁剪，验证集',
        },
        table(5),
      ),
      imageNetError(
        { top5Error: 3.58 },
        {
          kind: 'ensemble',
          split: 'test',
          en: 'four nets, 144 crops, test set',
          'zh-Hans': '四个网络，144 次裁剪，测试集',
        },
        table(5),
      ),
      torchvisionError(22.706, 6.55),
    ],
    inputShape: [299, 299, 3],
    // torchvision's weights.
    preprocessing: inception({ resize: 342, crop: 299 }),
    numClasses: 1000,
    minimumInputSide: 75,
    smallStem: {
      changes: {
        en: "The stem's convolutions keep the map's size, and only its last pooling halves it.",
        'zh-Hans': '起始层的卷积保持特征图大小，只有最后一次池化将其减半。',
      },
      minimumInputSide: 15,
    },
    classroom: { inputShape: [32, 32, 3], width: 0.2, stem: 'small' },
    choices: {},
    recipe: { ...ADAM_RECIPE, learningRate: 0.001, weightDecay: 0.00004 },
    build: inceptionV3,
  },
];
