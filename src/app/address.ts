import * as v from 'valibot';
import type { AppStore } from '#store/app-store.ts';
import { formatPermalink, parsePermalink } from '#store/permalink.ts';
import { randomId } from '#store/random-id.ts';

/** What the page notes with each of its entries in the browser's history. */
const entrySchema = v.object({ sitting: v.string() });

/**
 * Keeps the address bar and the state alike. A new place or another net's page makes a new entry of the history, a
 * change of the set-up none. A sitting is what was done since an address was entered: Back and Forward within it lead
 * from place to place and leave the set-up as it is by now, so that they undo no edit. Beyond it they lead to another
 * set-up, as any entered address does.
 */
export function syncAddress(store: AppStore): void {
  const { state, actions } = store;
  let sitting = sittingOf(history.state) ?? randomId();
  let isReading = false;

  const address = () => {
    const { place, draft, zoo, compare } = state.getState();
    const page = zoo.net === undefined ? {} : { net: zoo.net, tab: zoo.tab };
    return formatPermalink({ place, config: draft, compare, ...page });
  };
  const rewrite = () => history.replaceState({ sitting }, '', address());

  rewrite();
  state.subscribe((now, before) => {
    const isSamePage = now.place === before.place && now.zoo.net?.id === before.zoo.net?.id;
    const isSameAddress =
      isSamePage &&
      now.draft === before.draft &&
      now.zoo.net === before.zoo.net &&
      now.zoo.tab === before.zoo.tab &&
      now.compare === before.compare;
    if (isReading || isSameAddress) return;
    if (isSamePage) rewrite();
    else history.pushState({ sitting }, '', address());
  });
  window.addEventListener('popstate', (event) => {
    const entered = sittingOf(event.state);
    isReading = true;
    if (entered === sitting) actions.returnTo(parsePermalink(location.hash));
    else {
      sitting = entered ?? randomId();
      actions.openPermalink(parsePermalink(location.hash));
    }
    isReading = false;
    // What the address could not change, such as the data of a run, is put right in its own entry.
    rewrite();
  });
}

/** Undefined for an entry that the page did not make: an address that was entered. */
function sittingOf(entry: unknown): string | undefined {
  const read = v.safeParse(entrySchema, entry);
  return read.success ? read.output.sitting : undefined;
}
