import type { AppStore } from '#store/app-store.ts';
import { isActive, type Run } from '#store/run.ts';
import { currentRun } from '#store/runs.ts';

/** Lets the browser ask before the page is left or reloaded while a net is in training that would be lost. */
export function askBeforeLeaving(store: AppStore): void {
  const ask = (event: BeforeUnloadEvent) => event.preventDefault();
  store.state.subscribe(({ runs }, before) => {
    const isTraining = wouldBeLost(currentRun(runs));
    if (isTraining === wouldBeLost(currentRun(before.runs))) return;
    // A page that never listens can be kept by the browser for Back.
    if (isTraining) addEventListener('beforeunload', ask);
    else removeEventListener('beforeunload', ask);
  });
}

const wouldBeLost = (run: Run | undefined): boolean => run !== undefined && isActive(run) && !run.isKept;

/** Writes the run down when the page is hidden: nothing tells a page that it will not be shown again. */
export function keepBeforeLeaving({ actions }: AppStore): void {
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) actions.keepNow();
  });
  addEventListener('pagehide', () => actions.keepNow());
}
