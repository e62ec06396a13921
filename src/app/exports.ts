import type { EngineEvent } from '#protocol/events.ts';
import type { AppStore } from '#store/app-store.ts';
import { saveBlob } from '#ui/save-file.ts';

/** Hands a file that the engine has written to the browser's downloads, unless it was given up meanwhile. */
export function saveExports(store: AppStore): (event: EngineEvent) => void {
  return (event) => {
    if (event.type !== 'netExported') return;
    if (store.state.getState().exporting.request?.requestId === event.requestId)
      saveBlob(event.name, event.file);
  };
}
