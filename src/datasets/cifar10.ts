import type { CifarDataset } from './dataset.ts';

/** CIFAR-10 (Krizhevsky 2009). Bytes and SHA-256 from TensorFlow Datasets' url_checksums/cifar10.txt. */
export const cifar10: CifarDataset = {
  id: 'cifar10',
  name: { en: 'CIFAR-10', 'zh-Hans': 'CIFAR-10' },
  about: {
    en: '60,000 colour photographs of 32x32 pixels in 10 classes, 170 MB to download once. Its server lets no page read it: the server of this page fetches it, or you drop the file.',
    'zh-Hans':
      '60,000 张 32x32 像素的彩色照片，分 10 类，只需下载一次，170 MB。其服务器不允许网页读取：由本页面的服务器获取，或者由您拖入文件。',
  },
  height: 32,
  width: 32,
  channels: 3,
  classNames: [
    { en: 'airplane', 'zh-Hans': '飞机' },
    { en: 'automobile', 'zh-Hans': '汽车' },
    { en: 'bird', 'zh-Hans': '鸟' },
    { en: 'cat', 'zh-Hans': '猫' },
    { en: 'deer', 'zh-Hans': '鹿' },
    { en: 'dog', 'zh-Hans': '狗' },
    { en: 'frog', 'zh-Hans': '青蛙' },
    { en: 'horse', 'zh-Hans': '马' },
    { en: 'ship', 'zh-Hans': '船' },
    { en: 'truck', 'zh-Hans': '卡车' },
  ],
  trainCount: 50_000,
  testCount: 10_000,
  content: {
    format: 'cifar',
    labels: 'fine',
    files: [
      {
        name: 'cifar-10-binary.tar.gz',
        sizeBytes: 170_052_171,
        sha256: 'c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd',
      },
    ],
    mirrors: [{ url: 'https://www.cs.toronto.edu/~kriz/', readableByPages: false }],
  },
  origin: {
    authors: 'A. Krizhevsky',
    year: 2009,
    url: 'https://www.cs.toronto.edu/~kriz/cifar.html',
    licence: 'not stated',
  },
  // He et al. 2016, section 4.2: pad by 4 pixels and crop, and flip; a shift does the same.
  augmentation: { shiftPixels: 4, rotationDegrees: 0, scaleFraction: 0, flip: true },
};
