import { readyData } from '#store/dataset.ts';
import { isActive } from '#store/run.ts';
import { currentRun } from '#store/runs.ts';
import type { ActionContext } from './context.ts';

export function inspectionActions({ get, set, send, newId }: ActionContext) {
  return {
    /** Looks into the net of the set-up, as it is before training. */
    inspectUntrained() {
      const { runs, draft, dataset, inspection } = get();
      const data = readyData(dataset);
      if (isActive(currentRun(runs)) || data === undefined) return;
      const requestId = newId();
      set({ inspection: { ...inspection, requestId, config: draft } });
      send({ type: 'inspectUntrained', requestId, config: { ...draft, dataset: data.config } });
    },
  };
}
