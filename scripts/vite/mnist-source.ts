import type { DatasetFiles } from './dataset-files.ts';

/**
 * Bytes and SHA-256 of the four files as first published, as recorded in TensorFlow Datasets'
 * `url_checksums/mnist.txt`.
 */
const files: DatasetFiles['files'] = {
  'train-images-idx3-ubyte.gz': {
    sizeBytes: 9_912_422,
    sha256: '440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609',
  },
  'train-labels-idx1-ubyte.gz': {
    sizeBytes: 28_881,
    sha256: '3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c',
  },
  't10k-images-idx3-ubyte.gz': {
    sizeBytes: 1_648_877,
    sha256: '8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6',
  },
  't10k-labels-idx1-ubyte.gz': {
    sizeBytes: 4_542,
    sha256: 'f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6',
  },
};

export const mnist: DatasetFiles = {
  name: 'mnist',
  files,
  mirrors: [
    'https://storage.googleapis.com/cvdf-datasets/mnist/',
    'https://ossci-datasets.s3.amazonaws.com/mnist/',
    'https://cdn.jsdelivr.net/gh/fgnt/mnist/',
  ],
};
