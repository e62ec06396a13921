import type { DatasetFacts } from '#datasets/dataset.ts';

/** In English, which files and exports are in; the page looks up its own language in the registry. */
export function classNamesOf({ classNames }: DatasetFacts): string[] {
  return classNames.map((name) => (typeof name === 'string' ? name : name.en));
}
