import type { Architecture, BuildOptions } from './catalog.ts';
import { convUnit, dottedLabels } from './conv-unit.ts';
import { around, type Graph, type Initializer, keepingSize, type Pair, ZERO } from './graph.ts';
import { GraphBuilder } from './graph-builder.ts';
import { inceptionStem, type StemLabels } from './inception-stem.ts';
import { inceptionV4Paper } from './inception-v4.ts';
import { inception } from './preprocessing.ts';
import { evaluationProtocols, imageNetError } from './published-errors.ts';
import { ADAM_FOR_RMSPROP, ADAM_RECIPE } from './recipe.ts';

/*
 * Szegedy, Ioffe, Vanhoucke, Alemi: Inception-v4, Inception-ResNet and the Impact of Residual Connections on
 * Learning, AAAI 2017, section 3.2. Deviations: the paper's figures contradict themselves (1154 is not 384 + 384 +
 * 384, 2048 is not 2144), so the net is its authors' code: the stem of v3, 10 / 20 / 10 blocks on 320, 1088 and
 * 2080 channels, residuals scaled by 0.17, 0.10 and 0.20, a last 1x1 convolution to 1536. Batch norm has its
 * gamma and there is no auxiliary head, as in Cadene's port, whose labels these are. Initial weights are He's, where
 * TF-Slim's are Glorot's.
 */

const KERNEL: Initializer = { kind: 'heNormal', mode: 'fanIn' };
const BATCH_NORM = { epsilon: 1e-3, momentum: 0.9 };
const DROPOUT = 0.2;

const STEM: StemLabels = {
  convs: ['conv2d_1a', 'conv2d_2a', 'conv2d_2b', 'conv2d_3b', 'conv2d_4a'],
  pool: 'maxpool_3a',
};

function inceptionResNetV2({ inputShape, numClasses, width, stem }: BuildOptions): Graph {
  const small = stem === 'small';
  const g = new GraphBuilder('inception_resnet_v2', inputShape, numClasses);
  const unit = convUnit(g, { ...BATCH_NORM, width, kernelInitializer: KERNEL, labels: dottedLabels });
  const conv = (name: string, input: string, filters: number, kernelSize: Pair) =>
    unit(name, input, filters, kernelSize, [1, 1], keepingSize(kernelSize));
  const convHalving = (name: string, input: string, filters: number) =>
    unit(name, input, filters, [3, 3], [2, 2], 'valid');
  const maxPool = (name: string, input: string) =>
    g.maxPool(name, input, { poolSize: [3, 3], strides: [2, 2], padding: 'valid' });
  const chain = (name: string, input: string, steps: readonly (readonly [filters: number, kernel: Pair])[]) =>
    steps.reduce((x, [filters, kernel], i) => conv(`${name}.${i}`, x, filters, kernel), input);

  /** The branches meet in a 1x1 convolution without batch norm, whose scaled output is added to the trunk. */
  const residual = (name: string, trunk: string, branches: readonly string[], scale: number) => {
    const mixed = g.concat(`${name}.mixed`, branches);
    const projected = g.conv(`${name}.conv2d`, mixed, {
      filters: g.shapeOf(trunk)[2],
      kernelSize: [1, 1],
      strides: [1, 1],
      padding: 'valid',
      useBias: true,
      kernelInitializer: KERNEL,
      biasInitializer: ZERO,
    });
    return g.add(`${name}.add`, trunk, projected, scale);
  };
  const relu = (name: string, input: string) => g.activation(`${name}.relu`, input, 'relu');

  const block35 = (name: string, input: string) =>
    g.block(name, () => {
      const branch0 = conv(`${name}.branch0`, input, 32, [1, 1]);
      const branch1 = chain(`${name}.branch1`, input, [
        [32, [1, 1]],
        [32, [3, 3]],
      ]);
      const branch2 = chain(`${name}.branch2`, input, [
        [32, [1, 1]],
        [48, [3, 3]],
        [64, [3, 3]],
      ]);
      return relu(name, residual(name, input, [branch0, branch1, branch2], 0.17));
    });

  const block17 = (name: string, input: string) =>
    g.block(name, () => {
      const branch0 = conv(`${name}.branch0`, input, 192, [1, 1]);
      const branch1 = chain(`${name}.branch1`, input, [
        [128, [1, 1]],
        [160, [1, 7]],
        [192, [7, 1]],
      ]);
      return relu(name, residual(name, input, [branch0, branch1], 0.1));
    });

  const block8 = (name: string, input: string, scale: number) => {
    const branch0 = conv(`${name}.branch0`, input, 192, [1, 1]);
    const branch1 = chain(`${name}.branch1`, input, [
      [192, [1, 1]],
      [224, [1, 3]],
      [256, [3, 1]],
    ]);
    return residual(name, input, [branch0, branch1], scale);
  };

  const mixed5b = (input: string) => {
    const branch0 = conv('mixed_5b.branch0', input, 96, [1, 1]);
    const branch1 = chain('mixed_5b.branch1', input, [
      [48, [1, 1]],
      [64, [5, 5]],
    ]);
    const branch2 = chain('mixed_5b.branch2', input, [
      [64, [1, 1]],
      [96, [3, 3]],
      [96, [3, 3]],
    ]);
    const average = g.avgPool('mixed_5b.branch3.0', input, {
      poolSize: [3, 3],
      strides: [1, 1],
      padding: around(1),
      countIncludePad: false,
    });
    const branch3 = conv('mixed_5b.branch3.1', average, 64, [1, 1]);
    return g.concat('mixed_5b', [branch0, branch1, branch2, branch3]);
  };

  const mixed6a = (input: string) => {
    const branch0 = convHalving('mixed_6a.branch0', input, 384);
    let branch1 = conv('mixed_6a.branch1.0', input, 256, [1, 1]);
    branch1 = conv('mixed_6a.branch1.1', branch1, 256, [3, 3]);
    branch1 = convHalving('mixed_6a.branch1.2', branch1, 384);
    return g.concat('mixed_6a', [branch0, branch1, maxPool('mixed_6a.branch2', input)]);
  };

  const mixed7a = (input: string) => {
    const reduced = (branch: string) => conv(`mixed_7a.${branch}.0`, input, 256, [1, 1]);
    const branch0 = convHalving('mixed_7a.branch0.1', reduced('branch0'), 384);
    const branch1 = convHalving('mixed_7a.branch1.1', reduced('branch1'), 288);
    let branch2 = conv('mixed_7a.branch2.1', reduced('branch2'), 288, [3, 3]);
    branch2 = convHalving('mixed_7a.branch2.2', branch2, 320);
    return g.concat('mixed_7a', [branch0, branch1, branch2, maxPool('mixed_7a.branch3', input)]);
  };

  let x = inceptionStem(g, unit, STEM, small); // 71 x 71 x 192
  const pooled = maxPool('maxpool_5a', x);
  x = g.block('mixed_5b', () => mixed5b(pooled)); // 35 x 35 x 320
  for (let i = 0; i < 10; i++) x = block35(`repeat.${i}`, x);
  const grid35 = x;
  x = g.block('mixed_6a', () => mixed6a(grid35)); // 17 x 17 x 1088
  for (let i = 0; i < 20; i++) x = block17(`repeat_1.${i}`, x);
  const grid17 = x;
  x = g.block('mixed_7a', () => mixed7a(grid17)); // 8 x 8 x 2080
  for (let i = 0; i < 9; i++) {
    const name = `repeat_2.${i}`;
    const input = x;
    x = g.block(name, () => relu(name, block8(name, input, 0.2)));
  }
  const grid8 = x;
  x = g.block('block8', () => block8('block8', grid8, 1)); // the last block has no ReLU and no scale
  x = conv('conv2d_7b', x, 1536, [1, 1]); // 8 x 8 x 1536
  x = g.flatten('flatten', g.dropout('dropout', g.globalAvgPool('avgpool_1a', x), DROPOUT));
  return g.build(
    g.dense('last_linear', x, {
      units: numClasses,
      useBias: true,
      kernelInitializer: KERNEL,
      biasInitializer: ZERO,
    }),
  );
}

export const inceptionResNetV2Family: readonly Architecture[] = [
  {
    id: 'inception_resnet_v2',
    family: 'Inception',
    name: 'Inception-ResNet-v2',
    year: 2016,
    paper: inceptionV4Paper,
    idea: {
      en: 'Inception modules become residual blocks, whose outputs are scaled down before they are added: it trains faster.',
      'zh-Hans': 'Inception 模块变为残差块，其输出缩小后再相加：训练更快。',
    },
    deviations: [
      {
        en: "The paper's figures contradict themselves, so the net is its authors' code: the stem of v3, 10 / 20 / 10 blocks, 1088 and 2080 channels, a head of 1536.",
        'zh-Hans':
          '论文图示自相矛盾，因此以作者代码为准：v3 的起始层，10 / 20 / 10 个块，1088 与 2080 个通道，末端 1536。',
      },
      {
        en: 'Batch norm has its gamma and there is no auxiliary head, as in the public ports.',
        'zh-Hans': '批归一化带 gamma，没有辅助分类器，与公开移植版一致。',
      },
      {
        en: "Initial weights, which the paper does not give, are He's; its authors' code (TF-Slim) starts from Glorot's.",
        'zh-Hans': '论文未给出初始权重，此处采用 He 初始化；作者代码（TF-Slim）采用 Glorot 初始化。',
      },
      { en: 'Labels are not smoothed.', 'zh-Hans': '未使用标签平滑。' },
      ADAM_FOR_RMSPROP,
    ],
    published: [
      imageNetError(
        { top1Error: 19.9, top5Error: 4.9 },
        evaluationProtocols.oneCropNotBlacklisted,
        'Szegedy et al. 2017',
      ),
      imageNetError(
        { top1Error: 18.7, top5Error: 4.1 },
        evaluationProtocols.twelveCrops,
        'Szegedy et al. 2017',
      ),
      imageNetError({ top1Error: 17.8, top5Error: 3.7 }, evaluationProtocols.crops144, 'Szegedy et al. 2017'),
      imageNetError(
        { top1Error: 19.566, top5Error: 4.688 },
        evaluationProtocols.oneCrop,
        'timm, results-imagenet.csv',
      ),
    ],
    inputShape: [299, 299, 3],
    // timm's copy of the published weights, which resizes so that the crop is 0.8975 of the image.
    preprocessing: inception({ resize: 333, crop: 299 }, 'bicubic'),
    numClasses: 1000,
    minimumInputSide: 75,
    smallStem: {
      changes: {
        en: "The stem's convolutions keep the map's size, and only its last pooling halves it.",
        'zh-Hans': '起始层的卷积保持特征图大小，只有最后一次池化将其减半。',
      },
      minimumInputSide: 15,
    },
    classroom: { inputShape: [32, 32, 3], width: 0.125, stem: 'small' },
    choices: {},
    recipe: { ...ADAM_RECIPE, learningRate: 0.001, weightDecay: 0.00004 },
    build: inceptionResNetV2,
  },
];
