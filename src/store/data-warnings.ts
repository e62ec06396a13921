import type { DatasetSummary } from '#protocol/data.ts';

/** Something about the data that spoils a training before it starts. */
export type DataWarning =
  /** All images are alike: there is nothing to learn from. */
  | { readonly kind: 'constantPixels' }
  /** Every image is of one class. */
  | { readonly kind: 'oneClass'; readonly classes: readonly number[] }
  /** No image of them to train on. */
  | { readonly kind: 'emptyClasses'; readonly classes: readonly number[] }
  /** So few images that a net can hardly learn them, or that none is held out. */
  | { readonly kind: 'rareClasses'; readonly classes: readonly number[] };

/** With fewer images a class is learned by heart, if at all. */
export const RARE = 5;

export function dataWarnings(
  { trainHistogram, deviation }: DatasetSummary,
  validationFraction: number,
): readonly DataWarning[] {
  const classesWith = (isMeant: (count: number) => boolean) =>
    trainHistogram.flatMap((count, index) => (isMeant(count) ? [index] : []));
  const present = classesWith((count) => count > 0);
  const empty = classesWith((count) => count === 0);
  const isHeldOut = (count: number) => validationFraction === 0 || Math.round(count * validationFraction) > 0;
  const rare = classesWith((count) => count > 0 && (count < RARE || !isHeldOut(count)));
  const warnings: DataWarning[] = [];
  if (deviation.every((value) => value === 0)) warnings.push({ kind: 'constantPixels' });
  if (present.length === 1) warnings.push({ kind: 'oneClass', classes: present });
  else if (empty.length > 0) warnings.push({ kind: 'emptyClasses', classes: empty });
  if (rare.length > 0) warnings.push({ kind: 'rareClasses', classes: rare });
  return warnings;
}
