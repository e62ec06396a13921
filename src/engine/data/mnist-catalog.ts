/** A file of MNIST as published; bytes and SHA-256 of the .gz from tensorflow/datasets' url_checksums. */
export interface PublishedFile {
  readonly name: string;
  readonly kind: 'images' | 'labels';
  readonly split: 'train' | 'test';
  readonly count: number;
  readonly bytes: number;
  readonly sha256: string;
}

export const MNIST_SIDE = 28;

export const MNIST_FILES: readonly PublishedFile[] = [
  {
    name: 'train-images-idx3-ubyte.gz',
    kind: 'images',
    split: 'train',
    count: 60_000,
    bytes: 9_912_422,
    sha256: '440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609',
  },
  {
    name: 'train-labels-idx1-ubyte.gz',
    kind: 'labels',
    split: 'train',
    count: 60_000,
    bytes: 28_881,
    sha256: '3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c',
  },
  {
    name: 't10k-images-idx3-ubyte.gz',
    kind: 'images',
    split: 'test',
    count: 10_000,
    bytes: 1_648_877,
    sha256: '8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6',
  },
  {
    name: 't10k-labels-idx1-ubyte.gz',
    kind: 'labels',
    split: 'test',
    count: 10_000,
    bytes: 4_542,
    sha256: 'f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6',
  },
];

export interface MnistServer {
  /** The file's name is added to it. */
  readonly url: string;
  readonly origin: 'server' | 'mirror';
}

/** In the order in which they are asked. The page's own server may hold the files compressed again. */
export const MNIST_SERVERS: readonly MnistServer[] = [
  { url: '/datasets/mnist/', origin: 'server' },
  { url: 'https://cdn.jsdelivr.net/gh/fgnt/mnist/', origin: 'mirror' },
  { url: 'https://storage.googleapis.com/cvdf-datasets/mnist/', origin: 'mirror' },
];
