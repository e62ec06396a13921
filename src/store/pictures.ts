import type { ImageBatch } from '#protocol/data.ts';
import type { EngineError } from '#protocol/errors.ts';
import type { EngineEvent } from '#protocol/events.ts';

/** Where on the page pictures of the dataset are shown; each place has one request at a time. */
export type PicturePlace = 'samples' | 'mistakes' | 'pair';

export interface Pictures {
  readonly requestId: string;
  readonly split: 'train' | 'test';
  readonly indices: readonly number[];
  /** In the order of `indices`, once they are read. */
  readonly images: ImageBatch | undefined;
  readonly error: EngineError | undefined;
}

export type PicturesState = Readonly<Record<PicturePlace, Pictures>>;

const NO_PICTURES: Pictures = {
  requestId: '',
  split: 'train',
  indices: [],
  images: undefined,
  error: undefined,
};

export const initialPictures: PicturesState = {
  samples: NO_PICTURES,
  mistakes: NO_PICTURES,
  pair: NO_PICTURES,
};

function applyTo(pictures: Pictures, event: EngineEvent): Pictures {
  if (!('requestId' in event) || event.requestId !== pictures.requestId) return pictures;
  switch (event.type) {
    case 'imagesRead':
      return { ...pictures, indices: event.indices, images: event.images, error: undefined };
    case 'requestFailed':
      return { ...pictures, images: undefined, error: event.error };
    default:
      return pictures;
  }
}

export function applyPicturesEvent(state: PicturesState, event: EngineEvent): PicturesState {
  if (event.type === 'datasetLoaded' || event.type === 'engineCrashed') return initialPictures;
  const samples = applyTo(state.samples, event);
  const mistakes = applyTo(state.mistakes, event);
  const pair = applyTo(state.pair, event);
  const isSame = samples === state.samples && mistakes === state.mistakes && pair === state.pair;
  return isSame ? state : { samples, mistakes, pair };
}
