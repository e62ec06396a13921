import type { AppStore } from '#store/app-store.ts';
import { formatPermalink, parsePermalink } from '#store/permalink.ts';

/**
 * Keeps the address bar and the state alike: a new place or another net's page makes a new entry of the history,
 * a change of the set-up none.
 */
export function followAddress(store: AppStore): void {
  const address = () => {
    const { place, draft, zoo } = store.state.getState();
    return formatPermalink({ place, config: draft, ...(zoo.net === undefined ? {} : { net: zoo.net }) });
  };
  let isFollowing = false;
  history.replaceState(null, '', address());
  store.state.subscribe((now, before) => {
    const isSamePage = now.place === before.place && now.zoo.net?.id === before.zoo.net?.id;
    if (isSamePage && now.draft === before.draft && now.zoo.net === before.zoo.net) return;
    const next = address();
    if (next === location.hash) return;
    // What an address could not change is put right in its own entry: Back leads on.
    if (isSamePage || isFollowing) history.replaceState(null, '', next);
    else history.pushState(null, '', next);
  });
  const read = () => {
    isFollowing = true;
    store.actions.followPermalink(parsePermalink(location.hash));
    isFollowing = false;
  };
  window.addEventListener('hashchange', read);
}
