import { isOwn, isSameDataset } from '#protocol/data.ts';
import { isAwaitingFiles } from '#store/dataset.ts';
import type { Permalink, Place } from '#store/permalink.ts';
import { isActive } from '#store/run.ts';
import { currentRun } from '#store/runs.ts';
import { selectBackend } from './backend.ts';
import type { ActionContext } from './context.ts';
import { load, waitForFiles } from './data.ts';
import { listRuns } from './kept-runs.ts';

export function placeActions(context: ActionContext) {
  const { get, set } = context;
  return {
    /** The page has opened: choose a backend and fetch the data of the set-up. */
    open() {
      selectBackend(context);
      const { dataset } = get().draft;
      if (isOwn(dataset)) waitForFiles(context, dataset);
      else load(context, { kind: 'registered', config: dataset }, { isAutomatic: true });
      listRuns(context);
    },

    /** A new worker has taken the place of a dead one. */
    restart() {
      selectBackend(context);
      const { dataset } = get();
      if (dataset.source !== undefined && !isAwaitingFiles(dataset)) load(context, dataset.source);
    },

    /** Shows a place; in the zoo, the gallery. */
    goTo(place: Place) {
      set({ place, zoo: { ...get().zoo, net: undefined } });
    },

    /** Back or Forward to a page that was shown before: the set-up stays as it is by now. */
    returnTo({ place, net, tab = 'diagram', compare = get().compare }: Permalink) {
      set({ place, zoo: { ...get().zoo, net, tab }, compare });
    },

    /** An address was entered, with a set-up of its own. */
    openPermalink({ place, config, net, tab = 'diagram', compare = get().compare }: Permalink) {
      const { draft: before, zoo, runs } = get();
      // A run keeps its data, and the address names them again.
      const dataset = isActive(currentRun(runs)) ? before.dataset : config.dataset;
      set({ place, draft: { ...config, dataset }, zoo: { ...zoo, net, tab }, compare });
      if (isSameDataset(before.dataset, dataset)) return;
      if (isOwn(dataset)) waitForFiles(context, dataset);
      else load(context, { kind: 'registered', config: dataset });
    },
  };
}
