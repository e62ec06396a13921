import { useTranslation } from 'react-i18next';
import { DATASETS } from '#datasets/registry.ts';
import { isOwn } from '#protocol/data.ts';
import { chosenDataset } from '#store/dataset.ts';
import { useActions, useApp } from './app-context.ts';
import { useDatasetName } from './dataset-name.ts';

/** The choice of a data set, as a select takes it: the registry, and own files where they are what is chosen. */
export function useDatasetChoice() {
  const { t } = useTranslation();
  const { chooseDataset } = useActions();
  const datasetName = useDatasetName();
  const dataset = useApp((state) => state.dataset);
  const chosen = chosenDataset(dataset);
  const isOwnChosen = chosen === undefined ? dataset.source?.kind === 'files' : isOwn(chosen);
  const own = { value: 'own', label: datasetName(chosen) };
  return {
    label: t('dataset.label'),
    value: isOwnChosen ? own.value : (chosen?.id ?? ''),
    options: [
      ...DATASETS.map(({ id }) => ({ value: id, label: datasetName({ id }) })),
      ...(isOwnChosen ? [own] : []),
    ],
    onChange: (id: string) => {
      if (id !== own.value) chooseDataset({ id });
    },
  };
}
