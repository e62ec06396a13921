import type { IdxDataset } from './dataset.ts';
import { idxFiles } from './idx-files.ts';

/**
 * Kuzushiji-MNIST (Clanuwat et al. 2018): cursive hiragana of old Japanese books. Bytes and SHA-256 from TensorFlow
 * Datasets' url_checksums. Its only server is no https: pages get it from the server that serves them.
 */
export const kmnist: IdxDataset = {
  id: 'kmnist',
  name: { en: 'KMNIST', 'zh-Hans': 'KMNIST' },
  about: {
    en: '70,000 cursive hiragana of old Japanese books, 28x28 pixels, about 21 MB to download once.',
    'zh-Hans': '70,000 个日本古籍中的草书平假名，28x28 像素，只需下载一次，约 21 MB。',
  },
  height: 28,
  width: 28,
  channels: 1,
  classNames: [
    'お (o)',
    'き (ki)',
    'す (su)',
    'つ (tsu)',
    'な (na)',
    'は (ha)',
    'ま (ma)',
    'や (ya)',
    'れ (re)',
    'を (wo)',
  ],
  trainCount: 60_000,
  testCount: 10_000,
  content: {
    format: 'idx',
    files: idxFiles({
      trainImages: [18_165_135, '51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4'],
      trainLabels: [29_497, 'e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17'],
      testImages: [3_041_136, 'edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5'],
      testLabels: [5_120, '20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c'],
    }),
    mirrors: [{ url: 'http://codh.rois.ac.jp/kmnist/dataset/kmnist/', readableByPages: false }],
  },
  origin: {
    authors: 'T. Clanuwat, M. Bober-Irizar, A. Kitamoto, A. Lamb, K. Yamamoto, D. Ha',
    year: 2018,
    url: 'http://codh.rois.ac.jp/kmnist/',
    licence: 'CC-BY-SA-4.0',
  },
  augmentation: { shiftPixels: 2, rotationDegrees: 10, scaleFraction: 0.1, flip: false },
};
