import { caffe, type Preprocessing, torchvision } from './preprocessing.ts';

/** Weights that are known by what is in them, whatever their file is called and whichever format it has. */
export interface KnownWeights {
  readonly id: string;
  /** The net that they are for, and its open choices. */
  readonly net: string;
  readonly choices: Readonly<Record<string, string>>;
  /** SHA-256 of the first convolution's kernel, as 32-bit floats in the order here (height, width, inputs, filters). */
  readonly firstKernel: string;
  readonly source: string;
  readonly url: string;
  readonly licence: string;
  readonly preprocessing: Preprocessing;
}

/** Small images as they are, normalised as torchvision's nets are. */
const CIFAR_AS_IMAGENET: Preprocessing = torchvision({ resize: 32, crop: 32 });

const cifar = (layers: number, firstKernel: string): KnownWeights => ({
  id: `resnet${layers}-idelbayev`,
  net: `resnet${layers}`,
  choices: { zeroChannels: 'bothSides' },
  firstKernel,
  source: 'Y. Idelbayev, pytorch_resnet_cifar10',
  url: 'https://github.com/akamaster/pytorch_resnet_cifar10',
  licence: 'BSD-2-Clause',
  preprocessing: CIFAR_AS_IMAGENET,
});

export const KNOWN_WEIGHTS: readonly KnownWeights[] = [
  cifar(20, '1bbc637e79d4673259cdc1f8a711805ab1cf45b69f7690ef99c016090628b748'),
  cifar(56, '7c4f07ac32c66a315f88e8e8db6bf12093bee20aa9a74bb04fed25a493c493fc'),
  {
    id: 'squeezenet1_0-deep-compression',
    net: 'squeezenet1_0',
    choices: {},
    firstKernel: '9c121fc5ec2b576bfed06b587766ed0c3ecb9883679fd1869bebc419826914ab',
    source: 'S. Han, F. Iandola, SqueezeNet Deep Compression',
    url: 'https://github.com/songhan/SqueezeNet-Deep-Compression',
    licence: 'BSD',
    preprocessing: caffe(227),
  },
];
