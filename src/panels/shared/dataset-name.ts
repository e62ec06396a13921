import { useTranslation } from 'react-i18next';
import { findDataset } from '#datasets/registry.ts';
import { type DatasetConfig, isOwn } from '#protocol/data.ts';
import { useLocalized } from './format.ts';

/** How a data set is called; own files by their own name, and without one while they are still being read. */
export function useDatasetName(): (dataset: DatasetConfig | undefined) => string {
  const { t } = useTranslation();
  const localized = useLocalized();
  return (dataset) => {
    if (dataset === undefined) return t('dataset.ownFiles');
    if (isOwn(dataset)) return t('dataset.own', { name: dataset.name });
    const entry = findDataset(dataset.id);
    return entry === undefined ? dataset.id : localized(entry.name);
  };
}
