/** The net of each family that takes least time: what is tested of every family, rather than of every entry. */
export const REPRESENTATIVES: readonly string[] = [
  'lenet5',
  'alexnet_torchvision',
  'zfnet',
  'vgg11',
  'googlenet_torchvision',
  'inception_v2',
  'inception_v3',
  'inception_v4',
  'resnet18',
  'squeezenet1_0',
];
