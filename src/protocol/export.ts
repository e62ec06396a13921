import type { RunConfig } from './run-config.ts';

export const EXPORT_FORMATS = ['pytorch', 'safetensors', 'onnx', 'tfjs', 'csv'] as const;

export type ExportFormat =
  /** A folder to go on with in PyTorch, zipped. */
  | 'pytorch'
  | 'safetensors'
  | 'onnx'
  /** model.json and its shards, zipped. */
  | 'tfjs'
  /** Of the curves; of a run alone. */
  | 'csv';

/** A net of the set-up that nobody has trained: its weights follow from the seed. */
export interface UntrainedNet extends Omit<RunConfig, 'dataset'> {
  readonly numClasses: number;
}

export type ExportSource =
  /** Its net as it is now, where the engine holds it, else as it was at its newest checkpoint. */
  | { readonly kind: 'run'; readonly runId: string }
  | { readonly kind: 'untrained'; readonly net: UntrainedNet };

/** Training of that run waits meanwhile. 'runMissing' for a run that is neither held nor kept. */
export interface ExportNet {
  readonly type: 'exportNet';
  readonly requestId: string;
  readonly source: ExportSource;
  readonly format: ExportFormat;
}

export type ExportEvent =
  | {
      readonly type: 'exportProgressed';
      readonly requestId: string;
      readonly doneBytes: number;
      readonly totalBytes: number;
    }
  | {
      readonly type: 'netExported';
      readonly requestId: string;
      readonly name: string;
      readonly file: Blob;
    };
