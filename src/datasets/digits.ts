import type { GeneratedDataset } from './dataset.ts';

/** Digits drawn by this project's own code: what there is when there is no network. */
export const digits: GeneratedDataset = {
  id: 'digits',
  name: { en: 'Generated digits', 'zh-Hans': '生成的数字' },
  about: {
    en: 'Digits drawn on this computer from stroke skeletons, no download. Easier to read than real handwriting: expect a higher error on MNIST from a net that saw only these.',
    'zh-Hans':
      '在本机由笔画骨架绘制的数字，无需下载。比真实手写更容易辨认：只见过它们的网络在 MNIST 上错误率会更高。',
  },
  height: 28,
  width: 28,
  channels: 1,
  classNames: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  trainCount: 20_000,
  testCount: 4_000,
  // About 160 MB a split.
  content: { format: 'generated', generator: 'digits', mostImages: 200_000 },
  origin: { authors: 'CNN zoo', year: 2026, url: '', licence: 'Apache-2.0' },
  augmentation: { shiftPixels: 2, rotationDegrees: 10, scaleFraction: 0.1, flip: false },
};
