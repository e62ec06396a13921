import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { GENERATED_DATASET } from '#store/default-dataset.ts';
import { Notice } from '#ui/notice.tsx';
import { useActions, useApp } from './app-context.ts';
import { useDatasetName } from './dataset-name.ts';
import { useErrorText } from './error-text.tsx';
import { UseDataset } from './use-dataset.tsx';

/** Why the last load brought nothing, what is still there, and the ways on. */
export function LoadingFailure() {
  const { t } = useTranslation();
  const { retryLoading } = useActions();
  const { status, error, summary } = useApp((state) => state.dataset);
  const errorText = useErrorText();
  const datasetName = useDatasetName();
  if (status !== 'failed' && status !== 'cancelled') return null;
  return (
    <Notice
      kind={error === undefined ? 'info' : 'error'}
      actions={
        <>
          {summary?.config.id !== GENERATED_DATASET.id && <UseDataset config={GENERATED_DATASET} />}
          <Button size="xs" variant="default" onClick={retryLoading}>
            {t('data.retry')}
          </Button>
        </>
      }
    >
      {error === undefined ? t('data.cancelled') : errorText(error)}{' '}
      {summary !== undefined && t('data.stillLoaded', { dataset: datasetName(summary.config) })}
    </Notice>
  );
}
