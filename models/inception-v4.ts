import type { Architecture, BuildOptions } from './catalog.ts';
import { convUnit, dottedLabels } from './conv-unit.ts';
import { around, type Graph, type Initializer, keepingSize, type Padding, type Pair, ZERO } from './graph.ts';
import { GraphBuilder } from './graph-builder.ts';
import { inception } from './preprocessing.ts';
import { evaluationProtocols, imageNetError } from './published-errors.ts';
import { ADAM_FOR_RMSPROP, ADAM_RECIPE } from './recipe.ts';

/*
 * Szegedy, Ioffe, Vanhoucke, Alemi: Inception-v4, Inception-ResNet and the Impact of Residual Connections on
 * Learning, AAAI 2017, figures 3 to 9. A pure Inception net: no residual connection. Deviations: batch norm has
 * its gamma and there is no auxiliary head, as in Cadene's and timm's ports, whose labels these are. Initial weights,
 * which the paper does not give, are those of its authors' code (TF-Slim). Average pooling divides by the real
 * pixels only.
 */

const KERNEL: Initializer = { kind: 'truncatedHeNormal' };
/** TF-Slim's default, which its last layer keeps. */
const DENSE: Initializer = { kind: 'glorotUniform' };
const BATCH_NORM = { epsilon: 1e-3, momentum: 0.9 };
const DROPOUT = 0.2;

function inceptionV4({ inputShape, numClasses, width, stem }: BuildOptions): Graph {
  const small = stem === 'small';
  const g = new GraphBuilder('inception_v4', inputShape, numClasses);
  const unit = convUnit(g, { ...BATCH_NORM, width, kernelInitializer: KERNEL, labels: dottedLabels });
  const conv = (name: string, input: string, filters: number, kernelSize: Pair) =>
    unit(name, input, filters, kernelSize, [1, 1], keepingSize(kernelSize));
  const convHalving = (name: string, input: string, filters: number) =>
    unit(name, input, filters, [3, 3], [2, 2], 'valid');
  const maxPool = (name: string, input: string, strides: Pair = [2, 2], padding: Padding = 'valid') =>
    g.maxPool(name, input, { poolSize: [3, 3], strides, padding });
  const pooled = (name: string, input: string, filters: number) => {
    const average = g.avgPool(`${name}.0`, input, {
      poolSize: [3, 3],
      strides: [1, 1],
      padding: around(1),
      countIncludePad: false,
    });
    return conv(`${name}.1`, average, filters, [1, 1]);
  };

  /** Figure 3. The small-images form keeps the map's size up to the last step. */
  const figure3Stem = (): string => {
    /** A 3x3 that the paper marks 'V': unpadded. */
    const conv3x3 = (name: string, input: string, filters: number) =>
      unit(name, input, filters, [3, 3], [1, 1], small ? around(1) : 'valid');
    const first: Pair = small ? [1, 1] : [2, 2];
    const firstPadding: Padding = small ? around(1) : 'valid';
    let x = unit('features.0', g.input, 32, [3, 3], first, firstPadding); // 149 x 149 x 32
    x = conv('features.2', conv3x3('features.1', x, 32), 64, [3, 3]); // 147 x 147 x 64
    x = g.concat('features.3', [
      maxPool('features.3.maxpool', x, first, firstPadding),
      unit('features.3.conv', x, 96, [3, 3], first, firstPadding),
    ]); // 73 x 73 x 160
    const short = conv3x3('features.4.branch0.1', conv('features.4.branch0.0', x, 64, [1, 1]), 96);
    let long = conv('features.4.branch1.0', x, 64, [1, 1]);
    long = conv('features.4.branch1.1', long, 64, [1, 7]);
    long = conv('features.4.branch1.2', long, 64, [7, 1]);
    long = conv3x3('features.4.branch1.3', long, 96);
    x = g.concat('features.4', [short, long]); // 71 x 71 x 192
    return g.concat('features.5', [convHalving('features.5.conv', x, 192), maxPool('features.5.maxpool', x)]); // 35 x 35 x 384
  };

  /** Figure 4: 35 x 35. */
  const moduleA = (name: string, input: string) =>
    g.block(name, () => {
      const one = conv(`${name}.branch0`, input, 96, [1, 1]);
      const three = conv(`${name}.branch1.1`, conv(`${name}.branch1.0`, input, 64, [1, 1]), 96, [3, 3]);
      let double = conv(`${name}.branch2.0`, input, 64, [1, 1]);
      double = conv(`${name}.branch2.1`, double, 96, [3, 3]);
      double = conv(`${name}.branch2.2`, double, 96, [3, 3]);
      return g.concat(name, [one, three, double, pooled(`${name}.branch3`, input, 96)]);
    });

  /** Figure 7 with k = 192, l = 224, m = 256, n = 384: to 17 x 17. */
  const reductionA = (name: string, input: string) =>
    g.block(name, () => {
      const three = convHalving(`${name}.branch0`, input, 384);
      let double = conv(`${name}.branch1.0`, input, 192, [1, 1]);
      double = conv(`${name}.branch1.1`, double, 224, [3, 3]);
      double = convHalving(`${name}.branch1.2`, double, 256);
      return g.concat(name, [three, double, maxPool(`${name}.branch2`, input)]);
    });

  /** Figure 5: 17 x 17. */
  const moduleB = (name: string, input: string) =>
    g.block(name, () => {
      const one = conv(`${name}.branch0`, input, 384, [1, 1]);
      let seven = conv(`${name}.branch1.0`, input, 192, [1, 1]);
      seven = conv(`${name}.branch1.1`, seven, 224, [1, 7]);
      seven = conv(`${name}.branch1.2`, seven, 256, [7, 1]);
      let double = conv(`${name}.branch2.0`, input, 192, [1, 1]);
      double = conv(`${name}.branch2.1`, double, 192, [7, 1]);
      double = conv(`${name}.branch2.2`, double, 224, [1, 7]);
      double = conv(`${name}.branch2.3`, double, 224, [7, 1]);
      double = conv(`${name}.branch2.4`, double, 256, [1, 7]);
      return g.concat(name, [one, seven, double, pooled(`${name}.branch3`, input, 128)]);
    });

  /** Figure 8: to 8 x 8. */
  const reductionB = (name: string, input: string) =>
    g.block(name, () => {
      const three = convHalving(`${name}.branch0.1`, conv(`${name}.branch0.0`, input, 192, [1, 1]), 192);
      let seven = conv(`${name}.branch1.0`, input, 256, [1, 1]);
      seven = conv(`${name}.branch1.1`, seven, 256, [1, 7]);
      seven = conv(`${name}.branch1.2`, seven, 320, [7, 1]);
      seven = convHalving(`${name}.branch1.3`, seven, 320);
      return g.concat(name, [three, seven, maxPool(`${name}.branch2`, input)]);
    });

  /** Figure 6: 8 x 8. */
  const moduleC = (name: string, input: string) =>
    g.block(name, () => {
      const one = conv(`${name}.branch0`, input, 256, [1, 1]);
      let x = conv(`${name}.branch1_0`, input, 384, [1, 1]);
      const three = g.concat(`${name}.branch1`, [
        conv(`${name}.branch1_1a`, x, 256, [1, 3]),
        conv(`${name}.branch1_1b`, x, 256, [3, 1]),
      ]);
      x = conv(`${name}.branch2_0`, input, 384, [1, 1]);
      x = conv(`${name}.branch2_1`, x, 448, [3, 1]);
      x = conv(`${name}.branch2_2`, x, 512, [1, 3]);
      const double = g.concat(`${name}.branch2`, [
        conv(`${name}.branch2_3a`, x, 256, [1, 3]),
        conv(`${name}.branch2_3b`, x, 256, [3, 1]),
      ]);
      return g.concat(name, [one, three, double, pooled(`${name}.branch3`, input, 256)]);
    });

  let x = g.block('stem', figure3Stem);
  for (let i = 6; i <= 9; i++) x = moduleA(`features.${i}`, x); // 35 x 35 x 384
  x = reductionA('features.10', x); // 17 x 17 x 1024
  for (let i = 11; i <= 17; i++) x = moduleB(`features.${i}`, x);
  x = reductionB('features.18', x); // 8 x 8 x 1536
  for (let i = 19; i <= 21; i++) x = moduleC(`features.${i}`, x);
  x = g.flatten('flatten', g.dropout('dropout', g.globalAvgPool('avgpool', x), DROPOUT));
  return g.build(
    g.dense('last_linear', x, {
      units: numClasses,
      useBias: true,
      kernelInitializer: DENSE,
      biasInitializer: ZERO,
    }),
  );
}

export const inceptionV4Paper = {
  authors: 'C. Szegedy, S. Ioffe, V. Vanhoucke, A. Alemi',
  title: 'Inception-v4, Inception-ResNet and the Impact of Residual Connections on Learning',
  venue: 'AAAI 2017 (arXiv 2016)',
  url: 'https://arxiv.org/abs/1602.07261',
};

export const inceptionV4Family: readonly Architecture[] = [
  {
    id: 'inception_v4',
    family: 'Inception',
    name: 'Inception v4',
    year: 2016,
    paper: inceptionV4Paper,
    idea: {
      en: 'A deeper and more uniform Inception, without residual connections: those are its sibling, Inception-ResNet.',
      'zh-Hans': '更深、更统一的 Inception，不含残差连接：残差属于其姊妹网络 Inception-ResNet。',
    },
    deviations: [
      {
        en: "Batch norm has its gamma and there is no auxiliary head, as in the public ports; initial weights, which the paper does not give, are those of its authors' code (TF-Slim).",
        'zh-Hans':
          '批归一化带 gamma，没有辅助分类器，与公开移植版一致；论文未给出初始权重，采用作者代码（TF-Slim）的方式。',
      },
      { en: 'Labels are not smoothed.', 'zh-Hans': '未使用标签平滑。' },
      ADAM_FOR_RMSPROP,
    ],
    published: [
      imageNetError(
        { top1Error: 20.0, top5Error: 5.0 },
        evaluationProtocols.oneCropNotBlacklisted,
        'Szegedy et al. 2017',
      ),
      imageNetError(
        { top1Error: 18.7, top5Error: 4.2 },
        evaluationProtocols.twelveCrops,
        'Szegedy et al. 2017',
      ),
      imageNetError({ top1Error: 17.7, top5Error: 3.8 }, evaluationProtocols.crops144, 'Szegedy et al. 2017'),
      imageNetError(
        { top1Error: 16.4, top5Error: 3.1 },
        {
          kind: 'ensemble',
          split: 'validation',
          en: 'one Inception v4 and three Inception-ResNet-v2, 144 crops, validation (3.08 on the test set)',
          'zh-Hans': '一个 Inception v4 与三个 Inception-ResNet-v2，144 次裁剪，验证集（测试集 3.08）',
        },
        'Szegedy et al. 2017, AAAI text (arXiv prints 16.5)',
        'other',
      ),
      imageNetError(
        { top1Error: 19.856, top5Error: 5.018 },
        evaluationProtocols.oneCrop,
        'timm, results-imagenet.csv',
      ),
    ],
    inputShape: [299, 299, 3],
    // timm's copy of the published weights, which resizes so that the crop is 0.875 of the image.
    preprocessing: inception({ resize: 341, crop: 299 }, 'bicubic'),
    numClasses: 1000,
    minimumInputSide: 75,
    smallStem: {
      changes: {
        en: "The stem's convolutions and its first pooling keep the map's size; only its last step halves it.",
        'zh-Hans': '起始层的卷积与首次池化保持特征图大小，只有最后一步将其减半。',
      },
      minimumInputSide: 15,
    },
    classroom: { inputShape: [32, 32, 3], width: 0.125, stem: 'small' },
    choices: {},
    recipe: { ...ADAM_RECIPE, learningRate: 0.001, weightDecay: 0.00004 },
    build: inceptionV4,
  },
];
