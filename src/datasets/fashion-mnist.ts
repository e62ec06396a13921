import type { IdxDataset } from './dataset.ts';
import { idxFiles } from './idx-files.ts';

/** Fashion-MNIST (Xiao, Rasul and Vollgraf 2017). Bytes and SHA-256 from TensorFlow Datasets' url_checksums. */
export const fashionMnist: IdxDataset = {
  id: 'fashion-mnist',
  name: { en: 'Fashion-MNIST', 'zh-Hans': 'Fashion-MNIST' },
  about: {
    en: '70,000 pictures of clothes of 28x28 pixels, about 31 MB to download once. Harder than digits.',
    'zh-Hans': '70,000 张 28x28 像素的服饰图片，只需下载一次，约 31 MB。比数字更难。',
  },
  height: 28,
  width: 28,
  channels: 1,
  classNames: [
    { en: 'T-shirt/top', 'zh-Hans': 'T恤/上衣' },
    { en: 'Trouser', 'zh-Hans': '裤子' },
    { en: 'Pullover', 'zh-Hans': '套头衫' },
    { en: 'Dress', 'zh-Hans': '连衣裙' },
    { en: 'Coat', 'zh-Hans': '外套' },
    { en: 'Sandal', 'zh-Hans': '凉鞋' },
    { en: 'Shirt', 'zh-Hans': '衬衫' },
    { en: 'Sneaker', 'zh-Hans': '运动鞋' },
    { en: 'Bag', 'zh-Hans': '包' },
    { en: 'Ankle boot', 'zh-Hans': '短靴' },
  ],
  trainCount: 60_000,
  testCount: 10_000,
  content: {
    format: 'idx',
    files: idxFiles({
      trainImages: [26_421_880, '3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84'],
      trainLabels: [29_515, 'a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845'],
      testImages: [4_422_102, '346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073'],
      testLabels: [5_148, '67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5'],
    }),
    mirrors: [
      {
        url: 'https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/',
        readableByPages: true,
      },
      { url: 'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/', readableByPages: false },
    ],
  },
  origin: {
    authors: 'H. Xiao, K. Rasul, R. Vollgraf',
    year: 2017,
    url: 'https://github.com/zalandoresearch/fashion-mnist',
    licence: 'MIT',
  },
  augmentation: { shiftPixels: 2, rotationDegrees: 0, scaleFraction: 0.1, flip: true },
};
