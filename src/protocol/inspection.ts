import type { ImageBatch } from './data.ts';
import type { RunConfig } from './run-config.ts';

/** Some of the maps that a layer gives of one image, as bytes: `count` of height x width, one after the other. */
export interface StageMaps {
  /** The layer's name in the net. */
  readonly layer: string;
  /** What readers know the layer as, where that is another name. */
  readonly label?: string;
  /** Height, width and channels of all that the layer gives; a vector is 1 x 1. */
  readonly shape: readonly [number, number, number];
  readonly height: number;
  readonly width: number;
  readonly count: number;
  /** From 0 for the least value of all these maps to 255 for the greatest. */
  readonly pixels: Uint8Array<ArrayBuffer>;
}

/** The filters of the first convolution as small images: `count` of height x width x channels, one after the other. */
export interface FirstFilters {
  readonly layer: string;
  /** Of all filters, not only of those shown. */
  readonly of: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly count: number;
  /** 128 for a weight of 0, 0 and 255 for the strongest of either sign. */
  readonly pixels: Uint8Array<ArrayBuffer>;
}

/** One held-out image on its way through a net. */
export interface Inspection {
  readonly image: ImageBatch;
  readonly trueClass: number;
  /** Undefined for a net that begins with something else. */
  readonly filters: FirstFilters | undefined;
  /** From the image to the answer. */
  readonly stages: readonly StageMaps[];
  /** Of each class; NaN where the net gives no number. */
  readonly probabilities: readonly number[];
}

/** A look into the net of a set-up as it is before its first step. Refused while a net is in training. */
export interface InspectUntrained {
  readonly type: 'inspectUntrained';
  readonly requestId: string;
  readonly config: RunConfig;
}

export type InspectionEvent =
  | { readonly type: 'untrainedInspected'; readonly requestId: string; readonly inspection: Inspection }
  /** About once a second while a run's net is in training. */
  | {
      readonly type: 'netInspected';
      readonly runId: string;
      readonly step: number;
      readonly inspection: Inspection;
    };
