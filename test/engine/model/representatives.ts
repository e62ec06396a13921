/** A net of each of the catalogue's families, of those that take least time: tested always, the rest in full runs. */
export const REPRESENTATIVES: readonly string[] = [
  'lenet5',
  'alexnet_torchvision',
  'zfnet',
  'vgg11',
  'googlenet_torchvision',
  'inception_v3',
  'resnet18',
  'squeezenet1_0',
];
