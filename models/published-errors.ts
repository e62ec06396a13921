import type { EvaluationProtocol, MeasuredOn, PublishedError } from './catalog.ts';

/** How the errors that several entries quote were measured: how many nets, how many crops, which split. */
export const evaluationProtocols = {
  oneCrop: {
    kind: 'oneCrop',
    split: 'validation',
    en: 'one net, one crop, validation',
    'zh-Hans': '单个网络，单次裁剪，验证集',
  },
  tenCrops: {
    kind: 'tenCrops',
    split: 'validation',
    en: 'one net, ten crops, validation',
    'zh-Hans': '单个网络，十次裁剪，验证集',
  },
  twelveCrops: {
    kind: 'manyCrops',
    split: 'validation',
    en: 'one net, 12 crops, validation',
    'zh-Hans': '单个网络，12 次裁剪，验证集',
  },
  crops144: {
    kind: 'manyCrops',
    split: 'validation',
    en: 'one net, 144 crops, validation',
    'zh-Hans': '单个网络，144 次裁剪，验证集',
  },
  oneCropNotBlacklisted: {
    kind: 'oneCrop',
    split: 'validation',
    en: 'one net, one crop, the 48,238 validation images that are not blacklisted',
    'zh-Hans': '单个网络，单次裁剪，未列入黑名单的 48,238 张验证图像',
  },
  dense: {
    kind: 'manyCrops',
    split: 'validation',
    en: 'one net, dense, one scale, validation',
    'zh-Hans': '单个网络，密集评估，单一尺度，验证集',
  },
  denseScales: {
    kind: 'manyCrops',
    split: 'validation',
    en: 'one net, dense, several scales, validation',
    'zh-Hans': '单个网络，密集评估，多个尺度，验证集',
  },
  multiCropAndDense: {
    kind: 'manyCrops',
    split: 'validation',
    en: 'one net, multi-crop and dense, validation',
    'zh-Hans': '单个网络，多次裁剪加密集评估，验证集',
  },
  cropsNotStated: {
    kind: 'cropsNotStated',
    split: 'validation',
    en: 'one net, validation, crops not stated',
    'zh-Hans': '单个网络，验证集，裁剪方式未说明',
  },
  oneNetTest: { kind: 'oneCrop', split: 'test', en: 'one net, test set', 'zh-Hans': '单个网络，测试集' },
  oneCropNewRecipe: {
    kind: 'oneCrop',
    split: 'validation',
    en: 'one net, one crop, validation, trained with a later recipe',
    'zh-Hans': '单个网络，单次裁剪，验证集，使用后来的训练方案',
  },
} satisfies Record<string, EvaluationProtocol>;

/** An error on ImageNet's 1000 classes (ILSVRC-2012), in percent. */
export function imageNetError(
  errors: { readonly top1Error?: number; readonly top5Error?: number },
  protocol: EvaluationProtocol,
  source: string,
  measuredOn?: MeasuredOn,
): PublishedError {
  const dataset = 'ImageNet (ILSVRC-2012)';
  return { ...errors, dataset, protocol, source, ...(measuredOn && { measuredOn }) };
}

/** Single-crop figures that torchvision publishes beside its IMAGENET1K_V1 weights. */
export function torchvisionError(top1Error: number, top5Error: number): PublishedError {
  return imageNetError(
    { top1Error, top5Error },
    evaluationProtocols.oneCrop,
    'torchvision 0.14, IMAGENET1K_V1 weights',
  );
}
