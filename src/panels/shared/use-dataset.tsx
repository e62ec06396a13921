import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { RegisteredDataset } from '#protocol/data.ts';
import { useActions } from './app-context.ts';
import { useDatasetName } from './dataset-name.ts';

/** Takes a registered data set, in place of one that cannot be had. */
export function UseDataset({ config }: { readonly config: RegisteredDataset }) {
  const { t } = useTranslation();
  const { chooseDataset } = useActions();
  const datasetName = useDatasetName();
  return (
    <Button size="xs" onClick={() => chooseDataset(config)}>
      {t('data.use', { dataset: datasetName(config) })}
    </Button>
  );
}
