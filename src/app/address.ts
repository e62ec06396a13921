import type { AppStore } from '#store/app-store.ts';
import { formatPermalink, parsePermalink } from '#store/permalink.ts';

/** Keeps the address bar and the set-up alike: a new place makes a new entry of the history, a change of the set-up none. */
export function followAddress(store: AppStore): void {
  const address = () => {
    const { place, draft } = store.state.getState();
    return formatPermalink({ place, config: draft });
  };
  history.replaceState(null, '', address());
  store.state.subscribe((now, before) => {
    if (now.place === before.place && now.draft === before.draft) return;
    const next = address();
    if (next === location.hash) return;
    if (now.place === before.place) history.replaceState(null, '', next);
    else history.pushState(null, '', next);
  });
  const read = () => store.actions.followPermalink(parsePermalink(location.hash));
  window.addEventListener('hashchange', read);
}
