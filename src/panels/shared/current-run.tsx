import { createContext, type ReactNode, useContext, useDeferredValue } from 'react';
import { isActive, type Run } from '#store/run.ts';
import { currentRun } from '#store/runs.ts';
import { useApp } from './app-context.ts';

const RunContext = createContext<Run | undefined>(undefined);
const BusyContext = createContext(false);

/**
 * Hands the current run to the panels below. Much of the page changes with it: rendered at once that would hold up the
 * page, so it is rendered in slices, when nothing else is due.
 */
export function CurrentRunProvider({ children }: { readonly children: ReactNode }) {
  const run = useDeferredValue(useApp((state) => currentRun(state.runs)));
  return (
    <RunContext value={run}>
      <BusyContext value={isActive(run)}>{children}</BusyContext>
    </RunContext>
  );
}

/** The run that the panels show. */
export const useCurrentRun = () => useContext(RunContext);

/** Whether that run is under way: the set-up and the data stay as they are meanwhile. */
export const useIsBusy = () => useContext(BusyContext);
