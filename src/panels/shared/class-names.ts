import { useMemo } from 'react';
import { findDataset } from '#datasets/registry.ts';
import type { DatasetSummary } from '#protocol/data.ts';
import { useLocalized } from './format.ts';

/** What the classes of loaded data are called in the reader's language, in the order of the labels. */
export function useClassNames(data: DatasetSummary | undefined): readonly string[] {
  const localized = useLocalized();
  return useMemo(() => {
    const known = data && findDataset(data.config.id)?.classNames;
    if (known === undefined) return data?.classNames ?? [];
    return known.map((name) => (typeof name === 'string' ? name : localized(name)));
  }, [data, localized]);
}
