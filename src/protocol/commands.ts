import type { BackendCommand } from './backend.ts';
import type { DataCommand } from './data.ts';
import type { EvaluationCommand } from './evaluation.ts';
import type { ExportNet } from './export.ts';
import type { InspectUntrained } from './inspection.ts';
import type { KeptRunCommand } from './kept-run.ts';
import type { RunCommand } from './run.ts';
import type { WeightsCommand } from './weights.ts';

/** Cancels a request that is under way: it fails with 'cancelled'. One that has ended is left alone. */
export interface CancelRequest {
  readonly type: 'cancelRequest';
  readonly requestId: string;
}

/** What the page asks of the engine, in the imperative. */
export type Command =
  | BackendCommand
  | DataCommand
  | RunCommand
  | KeptRunCommand
  | EvaluationCommand
  | InspectUntrained
  | ExportNet
  | WeightsCommand
  | CancelRequest;

export type CommandType = Command['type'];
export type CommandOf<Type extends CommandType> = Extract<Command, { readonly type: Type }>;
