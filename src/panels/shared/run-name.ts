import { useTranslation } from 'react-i18next';
import { imagesOf } from '#store/images.ts';
import type { Run } from '#store/run.ts';
import { useDatasetName } from './dataset-name.ts';
import { useNetName } from './net-name.ts';

/** A run by its net and its data, such as 'VGG-11 (adapted) on MNIST'. */
export function useRunName(): (run: Run) => string {
  const { t } = useTranslation();
  const netName = useNetName();
  const datasetName = useDatasetName();
  return ({ config: { model, dataset }, data }) =>
    t('run.name', { model: netName(model, imagesOf(dataset, data)), dataset: datasetName(dataset) });
}
