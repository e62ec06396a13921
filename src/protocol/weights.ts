import type { UserFile } from './data.ts';
import type { KeptRun } from './kept-run.ts';
import type { RunConfig } from './run-config.ts';

/**
 * Gives a net the weights of a file, in place of the net that the engine holds; it comes as a run
 * that has done no step. The file's own net is found where `config` is of another. Its data must be loaded.
 * Refused with 'weightsMismatch', 'weightsIncomplete' or 'weightsHeadMismatch' where file and net differ.
 */
export interface LoadWeights {
  readonly type: 'loadWeights';
  readonly requestId: string;
  readonly runId: string;
  readonly config: RunConfig;
  /** Whether the net must be that of `config`, or may be another one of the zoo. */
  readonly isNetFixed: boolean;
  /** Whether a head for another number of classes is left out, to be trained anew. */
  readonly replacesHead: boolean;
  readonly file: UserFile;
}

export type WeightsCommand = LoadWeights;

export type WeightsEvent =
  | {
      readonly type: 'weightsProgressed';
      readonly requestId: string;
      readonly doneBytes: number;
      readonly totalBytes: number;
    }
  | {
      readonly type: 'weightsLoaded';
      readonly requestId: string;
      readonly runId: string;
      readonly run: KeptRun;
    };
