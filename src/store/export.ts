import type { EngineError } from '#protocol/errors.ts';
import type { EngineEvent } from '#protocol/events.ts';
import type { ExportFormat, ExportSource } from '#protocol/export.ts';

/** A file being written. */
export interface ExportRequest {
  readonly requestId: string;
  readonly doneBytes: number;
  /** 0 while unknown. */
  readonly totalBytes: number;
}

/** The net that somebody wants to take away, and what is asked of it. */
export interface ExportState {
  /** With the net's name; undefined while nobody asks. */
  readonly opened: { readonly source: ExportSource; readonly name: string } | undefined;
  /** As chosen last. */
  readonly format: ExportFormat;
  readonly request: ExportRequest | undefined;
  /** Of the last request. */
  readonly error: EngineError | undefined;
}

export const initialExport: ExportState = {
  opened: undefined,
  format: 'pytorch',
  request: undefined,
  error: undefined,
};

/** Curves are a run's alone. */
export function formatFor({ opened, format }: ExportState): ExportFormat {
  return format === 'csv' && opened?.source.kind === 'untrained' ? initialExport.format : format;
}

export function applyExportEvent(state: ExportState, event: EngineEvent): ExportState {
  const { request } = state;
  if (request === undefined) return state;
  if (event.type === 'engineCrashed') return { ...state, request: undefined, error: event.error };
  if (!('requestId' in event) || event.requestId !== request.requestId) return state;
  switch (event.type) {
    case 'exportProgressed': {
      const { doneBytes, totalBytes } = event;
      return { ...state, request: { ...request, doneBytes, totalBytes } };
    }
    case 'netExported':
      return { ...state, opened: undefined, request: undefined };
    case 'requestFailed': {
      const error = event.error.code === 'cancelled' ? undefined : event.error;
      return { ...state, request: undefined, error };
    }
    default:
      return state;
  }
}
