import { useEffect } from 'react';
import { useApp } from '#panels/shared/app-context.ts';
import { useFit } from '#panels/shared/use-fit.ts';
import { readyData } from '#store/dataset.ts';
import { isActive } from '#store/run.ts';
import { currentRun } from '#store/runs.ts';

/** A larger net takes too long for what nobody has asked for. */
const MOST_BYTES = 1e9;

/**
 * Does something with the set-up that nobody has asked for, as soon as it has stood still for a while: where it is
 * wanted, the engine has nothing else to do, and the net is small enough to be quick.
 */
export function useSetUpSettled(isWanted: boolean, settledMs: number, act: () => void): void {
  const fit = useFit();
  const isQuick = fit?.verdict === 'fits' && fit.estimate.training < MOST_BYTES;
  const draft = useApp((state) => state.draft);
  const isIdle = useApp(
    ({ runs, dataset, engine }) =>
      !isActive(currentRun(runs)) && engine.backend !== undefined && readyData(dataset) !== undefined,
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: every change of the set-up starts the wait anew
  useEffect(() => {
    if (!isQuick || !isIdle || !isWanted) return;
    const timer = setTimeout(act, settledMs);
    return () => clearTimeout(timer);
  }, [isQuick, isIdle, isWanted, draft, settledMs, act]);
}
