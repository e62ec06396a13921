/** A net of each family, of those that take least time: tested always, the rest in full runs. */
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
