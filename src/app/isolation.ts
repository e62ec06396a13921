/** Set in this tab once it was reloaded for isolation; a host where that does not help is left in peace. */
const reloadedKey = 'cnn-zoo reloaded for isolation';

/** All ways to do something in the page that a reload would lose: a run, an entry, files that were given. */
const ACTIONS = ['pointerdown', 'keydown', 'click', 'input', 'change', 'dragenter', 'drop'] as const;

/** Tells from now on whether somebody has done anything in the page. */
export function watchActions(): () => boolean {
  let hasActed = false;
  const notice = () => {
    hasActed = true;
  };
  for (const action of ACTIONS) addEventListener(action, notice, { capture: true, once: true });
  return () => hasActed;
}

export interface IsolationOptions {
  /** Whether somebody is at work in the page, so that it must not be reloaded under them. */
  readonly hasActed: () => boolean;
  /** Called in place of the reload then. */
  readonly offerReload: () => void;
}

/**
 * Installs the service worker, which keeps the app for visits without the network and isolates the page from
 * other origins on hosts that send no such headers (WASM has threads only in an isolated page). Such a page
 * is reloaded once, as soon as the service worker has it in hand, or the reload is offered.
 *
 * Does nothing in development, where files change under way, nor where the address is not secure.
 */
export async function installServiceWorker({ hasActed, offerReload }: IsolationOptions): Promise<void> {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  const { serviceWorker } = navigator;
  if (crossOriginIsolated) sessionStorage.removeItem(reloadedKey);
  await serviceWorker.register(new URL('service-worker.js', document.baseURI));
  if (crossOriginIsolated || sessionStorage.getItem(reloadedKey)) return;

  // A page that was reloaded past the cache has a service worker that will not take it in hand by itself.
  const { active } = await serviceWorker.ready;
  if (!serviceWorker.controller && active?.state !== 'activated') {
    await new Promise((taken) => serviceWorker.addEventListener('controllerchange', taken, { once: true }));
  }
  if (hasActed()) return offerReload();
  sessionStorage.setItem(reloadedKey, 'true');
  location.reload();
}
