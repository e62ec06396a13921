import { around, type Initializer, keepingSize, type Pair, ZERO } from './graph.ts';
import type { GraphBuilder } from './graph-builder.ts';

/*
 * He, Zhang, Ren, Sun: Deep Residual Learning for Image Recognition, CVPR 2016, figures 2, 3 and 5.
 * Layers are labelled as in torchvision: layer2.0.conv1, layer2.0.bn1, layer2.0.downsample.0.
 */

const BATCH_NORM = { epsilon: 1e-5, momentum: 0.9 };

/** How a block's input reaches its end; the letters are those of section 4.1. */
export type Shortcut =
  /** Identity; a 1x1 convolution and batch norm where the shape changes. */
  | 'B: projection'
  /** Identity, sub-sampled and with zero channels appended where the shape changes: no parameters. */
  | 'A: zero padding'
  /** The same with half of the zero channels in front. */
  | 'A: zero padding on both sides'
  | 'none';

/** The blocks of a residual net, as verbs over a graph. */
export function residualBlocks(g: GraphBuilder, kernelInitializer: Initializer) {
  const convNorm = (
    [conv, norm]: readonly [conv: string, norm: string],
    input: string,
    filters: number,
    kernelSize: Pair,
    stride: 1 | 2,
  ) =>
    g.batchNorm(
      norm,
      g.conv(conv, input, {
        filters,
        kernelSize,
        strides: [stride, stride],
        padding: keepingSize(kernelSize),
        useBias: false,
        kernelInitializer,
        biasInitializer: ZERO,
      }),
      BATCH_NORM,
    );
  const relu = (name: string, input: string) => g.activation(name, input, 'relu');
  const labels = (name: string, index: 1 | 2 | 3) => [`${name}.conv${index}`, `${name}.bn${index}`] as const;

  const shortcutOf = (
    name: string,
    kind: Exclude<Shortcut, 'none'>,
    input: string,
    filters: number,
    stride: 1 | 2,
  ) => {
    const channels = g.shapeOf(input)[2];
    if (stride === 1 && channels === filters) return input;
    if (kind === 'B: projection') {
      return convNorm([`${name}.downsample.0`, `${name}.downsample.1`], input, filters, [1, 1], stride);
    }
    const zeroChannels = filters - channels;
    const before = kind === 'A: zero padding' ? 0 : Math.floor(zeroChannels / 2);
    return g.padShortcut(`${name}.shortcut`, input, { strides: [stride, stride], zeroChannels, before });
  };

  /** Figure 2: two 3x3, the first at `stride`. */
  const basic = (name: string, input: string, filters: number, stride: 1 | 2, shortcut: Shortcut): string =>
    g.block(name, () => {
      let x = relu(`${name}.relu1`, convNorm(labels(name, 1), input, filters, [3, 3], stride));
      x = convNorm(labels(name, 2), x, filters, [3, 3], 1);
      if (shortcut !== 'none') {
        x = g.add(`${name}.add`, x, shortcutOf(name, shortcut, input, filters, stride));
      }
      return relu(`${name}.relu`, x);
    });

  /** Figure 5, right: 1x1 reduces, 3x3, 1x1 restores four times the channels; `strideIn` names what strides. */
  const bottleneck = (
    name: string,
    input: string,
    filters: number,
    stride: 1 | 2,
    strideIn: 'first 1x1' | '3x3',
  ): string =>
    g.block(name, () => {
      const [stride1, stride3]: readonly [1 | 2, 1 | 2] = strideIn === '3x3' ? [1, stride] : [stride, 1];
      let x = relu(`${name}.relu1`, convNorm(labels(name, 1), input, filters, [1, 1], stride1));
      x = relu(`${name}.relu2`, convNorm(labels(name, 2), x, filters, [3, 3], stride3));
      x = convNorm(labels(name, 3), x, 4 * filters, [1, 1], 1);
      const shortcut = shortcutOf(name, 'B: projection', input, 4 * filters, stride);
      return relu(`${name}.relu`, g.add(`${name}.add`, x, shortcut));
    });

  /** conv1, bn1 and relu: 7x7 at stride 2 and a 3x3 max pooling, or the 3x3 of section 4.2 for small images. */
  const imageNetStem = (filters: number, small: boolean): string => {
    if (small) return relu('relu', convNorm(['conv1', 'bn1'], g.input, filters, [3, 3], 1));
    const x = relu('relu', convNorm(['conv1', 'bn1'], g.input, filters, [7, 7], 2));
    return g.maxPool('maxpool', x, { poolSize: [3, 3], strides: [2, 2], padding: around(1) });
  };

  return { convNorm, relu, basic, bottleneck, imageNetStem };
}

/** The deviation that the plain nets' entries name for their recipe. */
export const plainRateDeviation = {
  en: "The recipe that Train offers has a lower learning rate than the residual twin's; the paper trains both alike.",
  'zh-Hans': '训练页提供的方案所用学习率低于对应的残差网络；论文中两者的训练方式相同。',
};

export const residualPaper = {
  authors: 'K. He, X. Zhang, S. Ren, J. Sun',
  title: 'Deep Residual Learning for Image Recognition',
  venue: 'CVPR 2016 (arXiv 2015)',
  url: 'https://arxiv.org/abs/1512.03385',
};
