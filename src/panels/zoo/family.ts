import { architectures } from '#models/registry.ts';

/** In the order of history. */
export const FAMILIES: readonly string[] = [...new Set(architectures.map(({ family }) => family))];

/** theme.css has so many colours for families; beyond them they come again. */
export const FAMILY_COLORS = 12;

export const familyColor = (family: string): string =>
  `var(--family-${(FAMILIES.indexOf(family) % FAMILY_COLORS) + 1})`;
