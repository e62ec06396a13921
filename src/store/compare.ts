import { architectures } from '#models/registry.ts';

/** What stands side by side: kept runs, published figures of nets, and which of them the others are measured by. */
export interface Comparison {
  readonly runIds: readonly string[];
  /** Ids of the nets whose published errors are shown. */
  readonly netIds: readonly string[];
  /** A run; the others show their difference to it. */
  readonly baselineId?: string;
}

export const NO_COMPARISON: Comparison = { runIds: [], netIds: [] };

/** More lines and rows than that nobody reads, and an address has to hold them. */
export const MOST_COMPARED = 40;
const RUN_ID = /^[\w-]{1,64}$/;

/** What an address says; anybody may have written it. */
export function readComparison(query: URLSearchParams): Comparison {
  const list = (key: string) => [...new Set((query.get(key) ?? '').split(',').filter((text) => text !== ''))];
  const runIds = list('runs')
    .filter((id) => RUN_ID.test(id))
    .slice(0, MOST_COMPARED);
  const netIds = list('nets').filter((id) => architectures.some((entry) => entry.id === id));
  const baseline = query.get('baseline');
  return { runIds, netIds, ...(baseline !== null && runIds.includes(baseline) && { baselineId: baseline }) };
}

export function writeComparison(query: URLSearchParams, { runIds, netIds, baselineId }: Comparison): void {
  if (runIds.length > 0) query.set('runs', runIds.join(','));
  if (netIds.length > 0) query.set('nets', netIds.join(','));
  if (baselineId !== undefined) query.set('baseline', baselineId);
}

/** The list with an entry more, or without it if it was there. */
export function toggled(list: readonly string[], entry: string): readonly string[] {
  if (list.includes(entry)) return list.filter((other) => other !== entry);
  return list.length < MOST_COMPARED ? [...list, entry] : list;
}

/** The comparison with a run more or less; a baseline that is taken out is none. */
export function withRunToggled(comparison: Comparison, runId: string): Comparison {
  const { baselineId, ...rest } = comparison;
  const runIds = toggled(comparison.runIds, runId);
  const isKept = baselineId !== undefined && runIds.includes(baselineId);
  return { ...rest, runIds, ...(isKept && { baselineId }) };
}
