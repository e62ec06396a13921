import type { LocalizedText } from '#models/localized-text.ts';
import type { GeneratedDataset } from './dataset.ts';

/** In the order in which the labels count: outlines fastest, then textures, then arrangements. */
const ARRANGEMENTS: readonly ((one: LocalizedText, two: LocalizedText) => LocalizedText)[] = [
  (one) => one,
  (_, two) => two,
];
const TEXTURES = [
  { en: 'striped', 'zh-Hans': '条纹' },
  { en: 'spotted', 'zh-Hans': '斑点' },
  { en: 'chequered', 'zh-Hans': '棋盘格' },
];
const OUTLINES = [
  { one: 'disc', two: 'discs', 'zh-Hans': '圆' },
  { one: 'square', two: 'squares', 'zh-Hans': '方块' },
  { one: 'triangle', two: 'triangles', 'zh-Hans': '三角' },
  { one: 'star', two: 'stars', 'zh-Hans': '星' },
];

const classNames: readonly LocalizedText[] = ARRANGEMENTS.flatMap((arranged) =>
  TEXTURES.flatMap((texture) =>
    OUTLINES.map(({ one, two, 'zh-Hans': outline }) =>
      arranged(
        { en: `${texture.en} ${one}`, 'zh-Hans': `${texture['zh-Hans']}${outline}` },
        { en: `two ${texture.en} ${two}`, 'zh-Hans': `两个${texture['zh-Hans']}${outline}` },
      ),
    ),
  ),
);

/** Scenes in colour drawn by this project's own code: many classes, for nets that are more than LeNet, without a network. */
export const shapes: GeneratedDataset = {
  id: 'shapes',
  name: { en: 'Generated shapes', 'zh-Hans': '生成的图形' },
  about: {
    en: 'Four shapes in three textures, alone or in twos: 24 classes in colour, drawn on this computer, no download. Light, size, place and what stands in the way vary, so that small nets fail where deeper ones learn.',
    'zh-Hans':
      '四种图形、三种纹理，单个或成对：24 类彩色图像，在本机绘制，无需下载。光照、大小、位置与遮挡各不相同，小网络难以学会，更深的网络则可以。',
  },
  height: 32,
  width: 32,
  channels: 3,
  classNames,
  trainCount: 10_000,
  testCount: 2_000,
  // About 300 MB a split.
  content: { format: 'generated', generator: 'shapes', mostImages: 100_000 },
  origin: { authors: 'CNN zoo', year: 2026, url: '', licence: 'Apache-2.0' },
  // A mirrored shape is the same shape.
  augmentation: { shiftPixels: 4, rotationDegrees: 0, scaleFraction: 0, flip: true },
};
