import { NO_COMPARISON, toggled, withRunToggled } from '#store/compare.ts';
import type { ActionContext } from './context.ts';

export function compareActions({ get, set }: ActionContext) {
  return {
    toggleComparedRun(runId: string) {
      set({ compare: withRunToggled(get().compare, runId) });
    },

    toggleComparedNet(id: string) {
      const { compare } = get();
      set({ compare: { ...compare, netIds: toggled(compare.netIds, id) } });
    },

    /** The others show their difference to this run; the same again takes it back. */
    pinBaseline(runId: string) {
      const { baselineId, ...compare } = get().compare;
      set({ compare: baselineId === runId ? compare : { ...compare, baselineId: runId } });
    },

    clearComparison() {
      set({ compare: NO_COMPARISON });
    },
  };
}
