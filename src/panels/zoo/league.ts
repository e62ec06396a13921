import type { Architecture, EvaluationProtocol, PublishedError } from '#models/catalog.ts';
import { findArchitecture } from '#models/registry.ts';
import type { Marker } from '#ui/marker.ts';
import { publishedNet } from './published-net.ts';

export const PROTOCOL_KINDS = [
  'oneCrop',
  'tenCrops',
  'manyCrops',
  'cropsNotStated',
  'ensemble',
] as const satisfies readonly EvaluationProtocol['kind'][];

export const PROTOCOL_MARKERS: Readonly<Record<EvaluationProtocol['kind'], Marker>> = {
  oneCrop: 'circle',
  tenCrops: 'triangle',
  manyCrops: 'diamond',
  cropsNotStated: 'square',
  ensemble: 'star',
};

export const LEAGUE_AXES = ['params', 'multiplyAdds', 'year'] as const;
export type LeagueAxis = (typeof LEAGUE_AXES)[number];

/** One published top-5 error on ImageNet. */
export interface LeagueEntry {
  /** The net that was measured; where that is none of the zoo's, or several that differ, the one that quotes the error. */
  readonly architecture: Architecture;
  readonly published: PublishedError;
  readonly top5Error: number;
}

/** The data set that most nets of the zoo were measured on. */
const LEAGUE_DATASET = /^ImageNet/;

/**
 * Every published top-5 error on ImageNet, the lowest first. Versions that quote the same figure (an ensemble of the
 * same paper, say) share one entry: that of the first.
 */
export function leagueEntries(architectures: readonly Architecture[]): readonly LeagueEntry[] {
  const seen = new Set<string>();
  return architectures
    .flatMap((quoting) =>
      quoting.published.flatMap((published): LeagueEntry[] => {
        const { top5Error, dataset, protocol, source, measuredOn } = published;
        if (top5Error === undefined || !LEAGUE_DATASET.test(dataset)) return [];
        const key = [quoting.paper.url, top5Error, protocol.en, source].join('|');
        if (seen.has(key)) return [];
        seen.add(key);
        const architecture = typeof measuredOn === 'object' ? findArchitecture(measuredOn.id) : quoting;
        return [{ architecture, published, top5Error }];
      }),
    )
    .toSorted((a, b) => a.top5Error - b.top5Error);
}

/** The entries that no other one beats: none is at once as cheap and better, or as good and cheaper. */
export function bestOf<Entry extends { readonly x: number; readonly y: number }>(
  entries: readonly Entry[],
): ReadonlySet<Entry> {
  const isBeaten = ({ x, y }: Entry) =>
    entries.some((other) => other.x <= x && other.y <= y && (other.x < x || other.y < y));
  return new Set(entries.filter((entry) => !isBeaten(entry)));
}

/** A net's name as short as a mark in the chart needs it. */
export const shortNetName = (name: string): string =>
  name.replace(/ \(torchvision\)$/, '').replace(/ with batch norm$/, ' BN');

/** Where an entry stands along an axis; what is not one net has no one size. */
export function leagueValue(
  { architecture, published: { measuredOn } }: LeagueEntry,
  axis: LeagueAxis,
): number | undefined {
  if (axis === 'year') return architecture.year;
  if (measuredOn === 'other') return undefined;
  return publishedNet(architecture.id, measuredOn?.choices).analysis.totals[axis];
}
