import type { AppStore } from '#store/app-store.ts';
import { isActive } from '#store/run.ts';
import { currentRun } from '#store/runs.ts';

/** Lets the browser ask before the page is left or reloaded while a net is in training, which would be lost. */
export function askBeforeLeaving(store: AppStore): void {
  const ask = (event: BeforeUnloadEvent) => event.preventDefault();
  store.state.subscribe(({ runs }, before) => {
    const isTraining = isActive(currentRun(runs));
    if (isTraining === isActive(currentRun(before.runs))) return;
    // A page that never listens can be kept by the browser for Back.
    if (isTraining) addEventListener('beforeunload', ask);
    else removeEventListener('beforeunload', ask);
  });
}
