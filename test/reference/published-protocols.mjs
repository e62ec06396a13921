/*
 * The fact sheets say in words how an error was measured, and where it stands. The same as data, checked phrase by
 * phrase against the papers.
 */

/**
 * @typedef {object} Protocol
 * @property {'oneCrop' | 'tenCrops' | 'manyCrops' | 'cropsNotStated' | 'ensemble'} kind
 * @property {'validation' | 'test'} split
 * @property {readonly number[]} [further] figures that the words give beside the error, such as that of the other split
 */

/** @type {Readonly<Record<string, Protocol>>} */
export const PROTOCOLS = {
  '1 crop': { kind: 'oneCrop', split: 'validation' },
  '1 crop, bicubic': { kind: 'oneCrop', split: 'validation' },
  '1 crop, val': { kind: 'oneCrop', split: 'validation' },
  '1 crop, val (Caffe replication)': { kind: 'oneCrop', split: 'validation' },
  '1 net, 1 crop, val': { kind: 'oneCrop', split: 'validation' },
  '1 net, 1 crop, non-blacklisted val': { kind: 'oneCrop', split: 'validation' },
  '1 net, 1 crop, 48,238 non-blacklisted val images': { kind: 'oneCrop', split: 'validation' },
  'MNIST test, no distortions': { kind: 'oneCrop', split: 'test' },
  'MNIST test, trained with distortions': { kind: 'oneCrop', split: 'test' },
  'CIFAR-10 test': { kind: 'oneCrop', split: 'test' },
  'CIFAR-10 test; 6.61 +- 0.16 over 5 runs': { kind: 'oneCrop', split: 'test', further: [6.61, 0.16] },
  '10 crops, val': { kind: 'tenCrops', split: 'validation' },
  '1 net, 10 crops, val': { kind: 'tenCrops', split: 'validation' },
  '12 crops': { kind: 'manyCrops', split: 'validation' },
  '12 crops, full val': { kind: 'manyCrops', split: 'validation' },
  '144 crops': { kind: 'manyCrops', split: 'validation' },
  '1 net, 144 crops': { kind: 'manyCrops', split: 'validation' },
  '1 net, 144 crops, val': { kind: 'manyCrops', split: 'validation' },
  'single scale': { kind: 'manyCrops', split: 'validation' },
  'single scale, jittered training': { kind: 'manyCrops', split: 'validation' },
  'multi-scale': { kind: 'manyCrops', split: 'validation' },
  'multi-scale dense': { kind: 'manyCrops', split: 'validation' },
  'multi-crop & dense': { kind: 'manyCrops', split: 'validation' },
  'multi-crop & dense (7.0 test)': { kind: 'manyCrops', split: 'validation', further: [7] },
  '1 net, val': { kind: 'cropsNotStated', split: 'validation' },
  '1 net, val; 16.1 test': { kind: 'cropsNotStated', split: 'validation', further: [16.1] },
  '5 nets, val; 15.3 test': { kind: 'ensemble', split: 'validation', further: [15.3] },
  '5 nets, val; 16.4 test': { kind: 'ensemble', split: 'validation', further: [16.4] },
  '6 nets (a)+(b), val; 14.8 test': { kind: 'ensemble', split: 'validation', further: [14.8] },
  '6 nets, 144 crops; 4.82 test': { kind: 'ensemble', split: 'validation', further: [4.82] },
  '7 nets with ImageNet-22k pre-training, val; 15.3 test': {
    kind: 'ensemble',
    split: 'validation',
    further: [15.3],
  },
  '4-net ensemble with 3 Inception-ResNet-v2; 3.08 test': {
    kind: 'ensemble',
    split: 'validation',
    further: [3.08],
  },
  '4 nets, 144 crops, val': { kind: 'ensemble', split: 'validation' },
  '4 nets, 144 crops, test': { kind: 'ensemble', split: 'test' },
  '7 nets, 144 crops, val and test': { kind: 'ensemble', split: 'test' },
  '6-net ensemble, test': { kind: 'ensemble', split: 'test' },
  '7-net ILSVRC-2014 submission, test': { kind: 'ensemble', split: 'test' },
  '2 nets, multi-crop & dense, after the challenge, test': { kind: 'ensemble', split: 'test' },
  "Clarifai's ensemble, test": { kind: 'ensemble', split: 'test' },
};

/**
 * @typedef {object} Source
 * @property {readonly number[]} [tables] tables or figures of the paper
 * @property {string} [weights] the set of torchvision's weights
 * @property {true} [isPort] measured on someone's port of the net, which the catalogue need not quote
 */

/** @type {Readonly<Record<string, Source>>} */
export const SOURCES = {
  'LeCun 1998': {},
  'AlexNet paper': {},
  'AlexNet paper (quoted in ZFNet Table 2)': { tables: [2] },
  'ZFNet Table 2': { tables: [2] },
  'ZFNet Table 2 (earlier arXiv version prints 38.3/16.4)': { tables: [2] },
  'ILSVRC-2013 results': {},
  'VGG Table 3': { tables: [3] },
  'VGG Table 4': { tables: [4] },
  'VGG Table 5': { tables: [5] },
  'VGG Table 5/7': { tables: [5, 7] },
  'VGG Table 6/7': { tables: [6, 7] },
  'GoogLeNet Table 3': { tables: [3] },
  'GoogLeNet Table 2/3': { tables: [2, 3] },
  'BN paper Fig. 4': { tables: [4] },
  'v3 paper Table 3': { tables: [3] },
  'v3 paper Table 4': { tables: [4] },
  'v3 paper Table 5': { tables: [5] },
  'v4 paper': {},
  'v4 paper (AAAI text; arXiv prints 16.5)': {},
  'ResNet Table 2': { tables: [2] },
  'ResNet Table 2/3': { tables: [2, 3] },
  'ResNet Table 3': { tables: [3] },
  'ResNet Table 4': { tables: [4] },
  'ResNet Table 5': { tables: [5] },
  'ResNet Table 6': { tables: [6] },
  'KaimingHe README': {},
  'KaimingHe/deep-residual-networks README': {},
  'bvlc_googlenet readme': {},
  'torchvision 0.14 weights metadata (IMAGENET1K_V1)': { weights: 'IMAGENET1K_V1' },
  'torchvision 0.14 weights metadata (IMAGENET1K_V2, new recipe)': { weights: 'IMAGENET1K_V2' },
  'keras-applications README': { isPort: true },
  'tensorflow/models slim README': { isPort: true },
  'timm results-imagenet.csv': { isPort: true },
  'timm results-imagenet.csv tv_in1k': { isPort: true },
  'Cadene README': { isPort: true },
};
