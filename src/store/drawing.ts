import type { ImageBatch } from '#protocol/data.ts';
import type { EngineError } from '#protocol/errors.ts';
import type { EngineEvent } from '#protocol/events.ts';

/** Ink from 0 (paper) to 255, row by row. */
export interface Drawn {
  readonly width: number;
  readonly height: number;
  readonly ink: Uint8Array<ArrayBuffer>;
}

export interface DrawingState {
  /** What is on the pad; a net in training is asked about it again and again. */
  readonly drawn: Drawn | undefined;
  /** Of the last question. */
  readonly requestId: string;
  readonly answer: { readonly probabilities: readonly number[]; readonly image: ImageBatch } | undefined;
  readonly error: EngineError | undefined;
}

export const initialDrawing: DrawingState = {
  drawn: undefined,
  requestId: '',
  answer: undefined,
  error: undefined,
};

export function applyDrawingEvent(state: DrawingState, event: EngineEvent): DrawingState {
  if (!('requestId' in event) || event.requestId !== state.requestId) return state;
  switch (event.type) {
    case 'imageClassified': {
      const { probabilities, image } = event;
      return { ...state, answer: { probabilities, image }, error: undefined };
    }
    case 'requestFailed':
      return { ...state, answer: undefined, error: event.error };
    default:
      return state;
  }
}
