import { useActions, useApp } from '#panels/shared/app-context.ts';
import { isSpeedOf } from '#store/speed.ts';
import { useSetUpSettled } from './use-set-up-settled.ts';

/** After the first look into the net, which is seen at once. */
const SETTLED_MS = 1200;

/** Measures, unasked, how long an epoch of the set-up takes here. */
export function useMeasuredSpeed(): void {
  const { measureSpeed } = useActions();
  const isWanted = useApp(
    ({ speed, draft, timings }) => !isSpeedOf(speed, draft) && timings.request === undefined,
  );
  useSetUpSettled(isWanted, SETTLED_MS, measureSpeed);
}
