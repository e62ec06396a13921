export { matrixProduct, matrixProductScratch } from './product';
export {
  convolution,
  convolutionScratch,
  filterGradient,
  filterGradientScratch,
  inputGradient,
  inputGradientScratch,
} from './convolution';
export { averagePoolGradient, maxPoolGradient } from './pooling';
export { sumRows } from './reduction';
