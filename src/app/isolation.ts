/** Set in this tab once it was reloaded for isolation; a host where that does not help is left in peace. */
const reloadedKey = 'cnn-zoo reloaded for isolation';

/**
 * Installs the service worker, which keeps the app for visits without the network and isolates the page from
 * other origins on hosts that send no such headers (WASM has threads only in an isolated page). Such a page
 * is reloaded once, as soon as the service worker has it in hand.
 *
 * Does nothing in development, where files change under way.
 *
 * @param mayReload Asked just before: whether the user has nothing to lose yet.
 */
export async function installServiceWorker(mayReload: () => boolean): Promise<void> {
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
  if (!mayReload()) return;
  sessionStorage.setItem(reloadedKey, 'true');
  location.reload();
}
