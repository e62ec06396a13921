import { folderOf, type PublishedDataset } from '#datasets/dataset.ts';

export interface DatasetServer {
  /** Ends in a slash; a file's name is added to it. */
  readonly url: string;
  readonly origin: 'server' | 'mirror';
}

/** Who may have a set's files, in the order in which they are asked: the page's own server, then mirrors. */
export function serversOf(facts: PublishedDataset): DatasetServer[] {
  const app = appAddress();
  const own: DatasetServer[] = app
    ? [{ url: new URL(`datasets/${folderOf(facts)}/`, app).href, origin: 'server' }]
    : [];
  const mirrors = facts.content.mirrors.filter(({ readableByPages }) => readableByPages);
  return [...own, ...mirrors.map(({ url }): DatasetServer => ({ url, origin: 'mirror' }))];
}

/**
 * The folder that the app is served from, which may be any folder of a host; undefined outside the browser. The build
 * knows it only as relative to the page ('./'), and puts its scripts, workers too, into a folder below it.
 */
function appAddress(): URL | undefined {
  const location: { readonly href: string } | undefined = globalThis.location;
  if (!location) return undefined;
  const base = import.meta.env.BASE_URL;
  return new URL(base === './' ? '../' : base, location.href);
}
