import type { Shape } from './graph.ts';

export type Interpolation = 'bilinear' | 'bicubic';

/** How an image of any size becomes what a net takes in, as plain data: resized, cut, scaled, normalised. */
export interface Preprocessing {
  /**
   * The shorter side comes to `side` pixels and the image keeps its proportions; or both sides do; or the longer side
   * does, and black fills the rest.
   */
  readonly resize: { readonly fit: 'shorterSide' | 'squash' | 'pad'; readonly side: number };
  /** Height and width of the middle that is cut out: the net's input. */
  readonly crop: readonly [height: number, width: number];
  readonly interpolation: Interpolation;
  /** The net's input is (byte * scale - mean) / deviation, channel by channel in `channelOrder`. */
  readonly scale: number;
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
  readonly channelOrder: 'rgb' | 'bgr';
}

/** The shape of what comes out. */
export function preprocessedShape({ crop: [height, width], mean }: Preprocessing): Shape {
  return [height, width, mean.length];
}

interface Sides {
  readonly resize: number;
  readonly crop: number;
}

const CLASSIC: Sides = { resize: 256, crop: 224 };

/** What torchvision binds to its weights of ImageNet: ImageClassification in torchvision/transforms/_presets.py. */
export function torchvision({ resize, crop }: Sides = CLASSIC): Preprocessing {
  return {
    resize: { fit: 'shorterSide', side: resize },
    crop: [crop, crop],
    interpolation: 'bilinear',
    scale: 1 / 255,
    mean: [0.485, 0.456, 0.406],
    deviation: [0.229, 0.224, 0.225],
    channelOrder: 'rgb',
  };
}

/**
 * From -1 to 1, as the Inception nets are trained by TF-Slim. torchvision's GoogLeNet and Inception v3 turn their own
 * normalisation into this one inside the net (transform_input).
 */
export function inception({ resize, crop }: Sides, interpolation: Interpolation = 'bilinear'): Preprocessing {
  return {
    ...torchvision({ resize, crop }),
    interpolation,
    mean: [0.5, 0.5, 0.5],
    deviation: [0.5, 0.5, 0.5],
  };
}

/**
 * As Caffe's reference models: images of 256 x 256 whatever their proportions (examples/imagenet/create_imagenet.sh),
 * blue before red, less the mean of ImageNet (models/bvlc_googlenet/train_val.prototxt).
 */
export function caffe(crop: number): Preprocessing {
  return {
    resize: { fit: 'squash', side: 256 },
    crop: [crop, crop],
    interpolation: 'bilinear',
    scale: 1,
    mean: [104, 117, 123],
    deviation: [1, 1, 1],
    channelOrder: 'bgr',
  };
}

/** Keras' VGG and ResNet: Caffe's weights with a mean of their own (keras/src/applications/imagenet_utils.py). */
export function kerasCaffe({ resize, crop }: Sides = CLASSIC): Preprocessing {
  return {
    ...caffe(crop),
    resize: { fit: 'shorterSide', side: resize },
    mean: [103.939, 116.779, 123.68],
  };
}
