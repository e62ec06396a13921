import type { EngineClient } from '#client/engine-client.ts';
import type { KeptRun } from '#protocol/kept-run.ts';
import type { AppStore } from '#store/app-store.ts';
import { currentRun } from '#store/runs.ts';
import { saveBlob } from '#ui/save-file.ts';

/** A run is worth asking the browser for its protection once it has trained so long, or has finished. */
const WORTH_MS = 60_000;

/** Hands runs that are taken away to the browser's downloads. */
export function saveExportedRuns(client: EngineClient): void {
  client.subscribe((event) => {
    if (event.type === 'runExported') saveBlob(fileName(event.run), event.file);
  });
}

/** Such as lenet5-mnist-20261127-1830.zoorun, by the time that the run began. */
function fileName({ config, startedAt }: KeptRun): string {
  const [date = '', time = ''] = new Date(startedAt).toISOString().split('T');
  const stamp = `${date.replaceAll('-', '')}-${time.slice(0, 5).replace(':', '')}`;
  return `${config.model.id}-${config.dataset.id}-${stamp}.zoorun`;
}

/** Asks the browser once not to delete what it keeps by itself, when the first run is worth it. */
export function protectKeptRuns({ state, actions }: AppStore): void {
  const storage: StorageManager | undefined = navigator.storage;
  if (typeof storage?.persist !== 'function') return;
  let isAsked = false;
  void storage.persisted().then((isProtected) => {
    isAsked ||= isProtected;
    if (isProtected) actions.setProtection(true);
  });
  state.subscribe(({ runs }) => {
    const run = currentRun(runs);
    const isWorthIt = run?.isKept && (run.status === 'finished' || run.elapsedMs >= WORTH_MS);
    if (isAsked || !isWorthIt) return;
    isAsked = true;
    void storage.persist().then(actions.setProtection);
  });
}
