import { useTranslation } from 'react-i18next';
import { useDatasetName } from '#panels/shared/dataset-name.ts';
import { useNetName } from '#panels/shared/net-name.ts';
import type { KeptRun } from '#protocol/kept-run.ts';
import { imagesOf } from '#store/images.ts';

/** A kept run by the name it was given, else by its net and its data. */
export function useKeptRunName(): (run: KeptRun) => string {
  const { t } = useTranslation();
  const netName = useNetName();
  const datasetName = useDatasetName();
  return ({ name, config: { model, dataset }, data }) =>
    name === ''
      ? t('run.name', { model: netName(model, imagesOf(dataset, data)), dataset: datasetName(dataset) })
      : name;
}
