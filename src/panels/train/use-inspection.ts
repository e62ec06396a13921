import { useActions, useApp } from '#panels/shared/app-context.ts';
import { isSameNet } from '#store/inspection.ts';
import { useSetUpSettled } from './use-set-up-settled.ts';

/** The set-up may be in the middle of a change. */
const SETTLED_MS = 100;

/** Looks, unasked, into the set-up's net with its random weights. */
export function useInspection(): void {
  const { inspectUntrained } = useActions();
  const isWanted = useApp(({ inspection, draft }) => !isSameNet(inspection.config, draft));
  useSetUpSettled(isWanted, SETTLED_MS, inspectUntrained);
}
