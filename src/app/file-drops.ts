import type { AppStore } from '#store/app-store.ts';
import { isActive } from '#store/run.ts';
import { currentRun } from '#store/runs.ts';
import { readDropped } from '#ui/dropped-files.ts';
import type { Shell } from './shell.ts';
import { holdsWeights } from './weights-file.ts';

/**
 * Takes files and folders that are dropped anywhere in the page to Data. Without this a file dropped beside the
 * place for it would be opened by the browser, in place of the page and the net in it.
 */
export function takeDroppedFiles(store: AppStore, shell: Shell): void {
  addEventListener('dragover', (event) => {
    if (holdsFiles(event)) event.preventDefault();
  });
  addEventListener('drop', (event) => {
    const { dataTransfer } = event;
    if (dataTransfer === null || !holdsFiles(event)) return;
    event.preventDefault();
    void take(dataTransfer);
  });

  async function take(transfer: DataTransfer): Promise<void> {
    const { files, refusal } = await readDropped(transfer);
    // A net in training keeps its data.
    const refusedDrop = refusal ?? (isActive(currentRun(store.state.getState().runs)) ? 'busy' : undefined);
    shell.setState({ refusedDrop });
    if (refusedDrop !== undefined || files === undefined) return;
    const [only] = files;
    if (files.length === 1 && only !== undefined && (await holdsWeights(only.file))) {
      store.actions.goTo('evaluate');
      store.actions.loadWeights(only);
      return;
    }
    store.actions.goTo('data');
    store.actions.loadFiles(files);
  }
}

function holdsFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') ?? false;
}
