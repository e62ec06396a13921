import type { Architecture, PublishedError } from '#models/catalog.ts';
import { itemAt } from '#models/lookup.ts';
import type { Order } from '#store/zoo.ts';
import { publishedNet } from './published-net.ts';

/** The versions of one design: the nets of one paper for one data set. */
export interface Design {
  /** The version of which, in its default form, most results were published; the first of equals. */
  readonly representative: Architecture;
  readonly versions: readonly Architecture[];
}

/** One design for each paper and number of classes, in the order of the entries. */
export function groupDesigns(entries: readonly Architecture[]): readonly Design[] {
  const groups = new Map<string, Architecture[]>();
  for (const entry of entries) {
    const key = `${entry.paper.url} ${entry.numClasses}`;
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  return [...groups.values()].map((versions) => {
    const byResults = versions.toSorted((a, b) => resultsOf(b) - resultsOf(a));
    return { representative: itemAt(byResults, 0), versions };
  });
}

const resultsOf = ({ published }: Architecture): number =>
  published.filter(({ measuredOn }) => typeof measuredOn !== 'object' || measuredOn.choices === undefined)
    .length;

/** Every entry on its own. */
export function everyVersion(entries: readonly Architecture[]): readonly Design[] {
  return entries.map((entry) => ({ representative: entry, versions: [entry] }));
}

/** By the representatives; what is equal keeps the order of history. */
export function sortDesigns(designs: readonly Design[], order: Order): readonly Design[] {
  const { compare } = new Intl.Collator('en', { numeric: true });
  const total = (key: 'params' | 'multiplyAdds', { id }: Architecture) =>
    publishedNet(id).analysis.totals[key];
  return designs.toSorted(({ representative: a }, { representative: b }) => {
    if (order === 'year') return a.year - b.year;
    if (order === 'name') return compare(a.name, b.name);
    return total(order, a) - total(order, b);
  });
}

/** The figure for a net's card: of one net rather than an ensemble, top-5 where it was published. */
export function headlineError({ published }: Architecture): PublishedError | undefined {
  const single = published.filter(({ protocol }) => protocol.kind !== 'ensemble');
  return single.find(({ top5Error }) => top5Error !== undefined) ?? single[0] ?? published[0];
}
