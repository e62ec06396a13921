import { findArchitecture } from '#models/registry.ts';
import type { ExportFormat, ExportSource } from '#protocol/export.ts';
import { formatFor } from '#store/export.ts';
import type { NetForm } from '#store/net-form.ts';
import { defaultConfig } from '#store/set-up.ts';
import type { ActionContext } from './context.ts';

export function exportActions({ get, set, send, newId }: ActionContext) {
  /** Asks in which format; `name` is the net's. */
  function open(source: ExportSource, name: string) {
    if (get().exporting.request !== undefined) return;
    set({ exporting: { ...get().exporting, opened: { source, name }, error: undefined } });
  }

  return {
    openRunExport(runId: string, name: string) {
      open({ kind: 'run', runId }, name);
    },

    /** A net as no run has trained it, in the form of its page. */
    openNetExport({ id, numClasses, inputShape, width, stem, choices }: NetForm, name: string) {
      const { dataset: _, ...config } = defaultConfig(findArchitecture(id));
      const model = { id, inputShape, width, stem, choices };
      open({ kind: 'untrained', net: { ...config, model, numClasses } }, name);
    },

    chooseExportFormat(format: ExportFormat) {
      set({ exporting: { ...get().exporting, format, error: undefined } });
    },

    exportNet() {
      const { exporting } = get();
      const { opened, request } = exporting;
      if (opened === undefined || request !== undefined) return;
      const requestId = newId();
      const format = formatFor(exporting);
      const begun = { requestId, doneBytes: 0, totalBytes: 0 };
      set({ exporting: { ...exporting, request: begun, error: undefined } });
      send({ type: 'exportNet', requestId, source: opened.source, format });
    },

    cancelExport() {
      const { request } = get().exporting;
      if (request !== undefined) send({ type: 'cancelRequest', requestId: request.requestId });
    },

    /** What is being written is given up. */
    closeExport() {
      const { exporting } = get();
      if (exporting.request !== undefined)
        send({ type: 'cancelRequest', requestId: exporting.request.requestId });
      set({ exporting: { ...exporting, opened: undefined, request: undefined, error: undefined } });
    },
  };
}
