import type { BackendEvent } from './backend.ts';
import type { DataEvent } from './data.ts';
import type { EngineError } from './errors.ts';
import type { EvaluationEvent } from './evaluation.ts';
import type { ExportEvent } from './export.ts';
import type { InspectionEvent } from './inspection.ts';
import type { KeptRunEvent } from './kept-run.ts';
import type { RunEvent } from './run.ts';
import type { WeightsEvent } from './weights.ts';

/** The failure of any request; its code is 'cancelled' when the page cancelled it. */
export interface RequestFailed {
  readonly type: 'requestFailed';
  readonly requestId: string;
  readonly error: EngineError;
}

/** What happened, in the past tense. */
export type EngineEvent =
  | BackendEvent
  | DataEvent
  | RunEvent
  | KeptRunEvent
  | EvaluationEvent
  | InspectionEvent
  | ExportEvent
  | WeightsEvent
  | RequestFailed;

export type EventType = EngineEvent['type'];
export type EventOf<Type extends EventType> = Extract<EngineEvent, { readonly type: Type }>;
