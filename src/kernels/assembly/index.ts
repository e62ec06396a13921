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
export {
  responseNormalisation,
  responseNormalisationGradient,
  responseNormalisationScratch,
} from './response-normalisation';
export { updateAdam, updateMomentum, updateRmsProp, updateSgd } from './update';
export { batchMoments, batchNormalise, batchNormaliseGradient } from './batch-normalisation';
