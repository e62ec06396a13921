/** Labelled images as bytes: pixels are count x height x width x channels (NHWC), labels are class indices. */
export interface ImageSet {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array;
}

export interface Dataset {
  readonly id: 'digits' | 'mnist' | 'files';
  readonly classNames: readonly string[];
  readonly train: ImageSet;
  readonly test: ImageSet;
}

export const DIGIT_NAMES: readonly string[] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
