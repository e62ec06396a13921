import { useEffect } from 'react';
import { useActions, useApp } from '#panels/shared/app-context.ts';
import { useFit } from '#panels/shared/use-fit.ts';
import { readyData } from '#store/dataset.ts';
import { isActive } from '#store/run.ts';
import { currentRun } from '#store/runs.ts';
import { isSpeedOf } from '#store/speed.ts';

/** The set-up has to stand still for so long before it is measured: it may be in the middle of a change. */
const SETTLED_MS = 700;
/** A step of a larger net takes too long to be taken unasked. */
const MOST_BYTES = 1e9;

/** Measures, unasked, how long an epoch of the set-up takes here, where that is quick to find out. */
export function useMeasuredSpeed(): void {
  const { measureSpeed } = useActions();
  const fit = useFit();
  const isQuick = fit?.verdict === 'fits' && fit.estimate.training < MOST_BYTES;
  const draft = useApp((state) => state.draft);
  const isWanted = useApp(
    ({ runs, dataset, engine, speed, draft }) =>
      !isActive(currentRun(runs)) &&
      engine.backend !== undefined &&
      readyData(dataset) !== undefined &&
      !isSpeedOf(speed, draft),
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: every change of the set-up starts the wait anew
  useEffect(() => {
    if (!isQuick || !isWanted) return;
    const timer = setTimeout(measureSpeed, SETTLED_MS);
    return () => clearTimeout(timer);
  }, [isQuick, isWanted, draft, measureSpeed]);
}
