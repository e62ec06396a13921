export { matrixProduct, matrixProductScratch } from './product';
export { convolution, convolutionScratch, filterPanelBytes, packFilter } from './convolution';
export { filterGradient, filterGradientScratch } from './filter-gradient';
export { inputGradient, inputGradientScratch, packReversedFilter, reversedFilterBytes } from './input-gradient';
export { averagePoolGradient, maxPoolGradient } from './pooling';
export { sumBlockRows, sumBlocks, sumRows } from './reduction';
export {
  responseNormalisation,
  responseNormalisationGradient,
  responseNormalisationScratch,
} from './response-normalisation';
export { updateAdam, updateMomentum, updateRmsProp, updateSgd } from './update';
export {
  batchBlockGradientSums,
  batchBlockMoments,
  batchBlockRows,
  batchMoments,
  batchNormalise,
  batchNormaliseGradient,
  batchParameterGradients,
} from './batch-normalisation';
export { copyBlocks } from './copy';
export { reluGradient } from './relu';
export { softmaxCrossEntropy } from './cross-entropy';
export { add, relu } from './elementwise';
