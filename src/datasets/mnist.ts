import type { IdxDataset } from './dataset.ts';
import { idxFiles } from './idx-files.ts';

/**
 * MNIST (LeCun, Bottou, Bengio and Haffner 1998). Bytes and SHA-256 of the files as first published, from
 * TensorFlow Datasets' url_checksums/mnist.txt.
 */
export const mnist: IdxDataset = {
  id: 'mnist',
  name: { en: 'MNIST', 'zh-Hans': 'MNIST' },
  about: {
    en: '70,000 handwritten digits of 28x28 pixels, about 11 MB to download once.',
    'zh-Hans': '70,000 个 28x28 像素的手写数字，只需下载一次，约 11 MB。',
  },
  height: 28,
  width: 28,
  channels: 1,
  classNames: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  trainCount: 60_000,
  testCount: 10_000,
  content: {
    format: 'idx',
    files: idxFiles({
      trainImages: [9_912_422, '440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609'],
      trainLabels: [28_881, '3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c'],
      testImages: [1_648_877, '8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6'],
      testLabels: [4_542, 'f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6'],
    }),
    mirrors: [
      { url: 'https://cdn.jsdelivr.net/gh/fgnt/mnist/', readableByPages: true },
      { url: 'https://raw.githubusercontent.com/fgnt/mnist/master/', readableByPages: true },
      { url: 'https://storage.googleapis.com/cvdf-datasets/mnist/', readableByPages: false },
      { url: 'https://ossci-datasets.s3.amazonaws.com/mnist/', readableByPages: false },
    ],
  },
  origin: {
    authors: 'Y. LeCun, C. Cortes, C. Burges',
    year: 1998,
    url: 'http://yann.lecun.com/exdb/mnist/',
    licence: 'CC-BY-SA-3.0',
  },
  augmentation: { shiftPixels: 2, rotationDegrees: 10, scaleFraction: 0.1, flip: false },
};
