/**
 * Keeps the built app on this computer, so that it starts without the network after the first visit, and adds
 * the headers of an isolated page where the host cannot send them.
 *
 * Built as one plain script beside the page. Data sets are not kept here: the engine keeps its own.
 */
interface Precache {
  readonly version: string;
  readonly files: readonly string[];
  readonly pageHeaders: Readonly<Record<string, string>>;
  readonly scriptHeaders: Readonly<Record<string, string>>;
}

export {};

/** The build puts its own files and headers in the place of `__PRECACHE__`. */
declare const self: ServiceWorkerGlobalScope & { readonly __PRECACHE__: Precache };

const { version, files, pageHeaders, scriptHeaders } = self.__PRECACHE__;
const cachePrefix = `cnn-zoo ${self.registration.scope} `;
const cacheName = cachePrefix + version;
const pageUrl = new URL('index.html', self.registration.scope).href;
/** A network slower than this to send the page counts as absent. */
const pageWithinMs = 4000;

self.addEventListener('install', (event) => {
  const requests = files.map(
    (file) => new Request(new URL(file, self.registration.scope), { cache: 'no-cache' }),
  );
  event.waitUntil(caches.open(cacheName).then((cache) => cache.addAll(requests)));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(removeOldCaches().then(() => self.clients.claim()));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const isOurs =
    url.href.startsWith(self.registration.scope) &&
    !url.href.startsWith(new URL('datasets/', self.registration.scope).href);
  if (!isOurs || request.method !== 'GET') return;
  event.respondWith(request.mode === 'navigate' ? answerPage(request) : answerFile(request));
});

async function removeOldCaches(): Promise<void> {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(cachePrefix) && name !== cacheName);
  await Promise.all(old.map((name) => caches.delete(name)));
}

/** The page comes from the network where it can, so that a new version shows at once. */
async function answerPage(request: Request): Promise<Response> {
  const kept = await (await caches.open(cacheName)).match(pageUrl, { ignoreVary: true });
  if (!kept) return withHeaders(await fetch(request), pageHeaders);
  try {
    const fresh = await fetchWithin(pageWithinMs, request);
    // A host that moves the page answers with a redirect, which the browser must see.
    if (fresh.type === 'opaqueredirect') return fresh;
    return withHeaders(fresh.ok ? fresh : kept, pageHeaders);
  } catch {
    return withHeaders(kept, pageHeaders);
  }
}

/** The time limit is for the answer to begin; a page that comes slowly may take as long as it needs. */
async function fetchWithin(limitMs: number, request: Request): Promise<Response> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), limitMs);
  try {
    return await fetch(request, { signal: limit.signal });
  } finally {
    clearTimeout(timer);
  }
}

/** All other files have their content's hash in their name, or seldom change: those kept are good. */
async function answerFile(request: Request): Promise<Response> {
  const kept = await (await caches.open(cacheName)).match(request, { ignoreVary: true });
  return withHeaders(kept ?? (await fetch(request)), scriptHeaders);
}

function withHeaders(response: Response, extra: Readonly<Record<string, string>>): Response {
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(extra)) headers.set(name, value);
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}
