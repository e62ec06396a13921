import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useActions, useApp } from '#panels/shared/app-context.ts';
import { useErrorText } from '#panels/shared/error-text.tsx';
import { Notice } from '#ui/notice.tsx';

/** Why the last load brought nothing, what is still there, and the ways on. */
export function LoadingFailure() {
  const { t } = useTranslation();
  const { chooseDataset, retryLoading } = useActions();
  const dataset = useApp((state) => state.dataset);
  const errorText = useErrorText();
  if (dataset.status !== 'failed' && dataset.status !== 'cancelled') return null;
  const { error, summary } = dataset;
  return (
    <Notice
      kind={error === undefined ? 'info' : 'error'}
      actions={
        <>
          {summary?.id !== 'digits' && (
            <Button size="xs" onClick={() => chooseDataset({ id: 'digits' })}>
              {t('train.useDigits')}
            </Button>
          )}
          <Button size="xs" variant="default" onClick={retryLoading}>
            {t('data.retry')}
          </Button>
        </>
      }
    >
      {error === undefined ? t('data.cancelled') : errorText(error)}{' '}
      {summary !== undefined && t('data.stillLoaded', { dataset: t(`dataset.named.${summary.id}`) })}
    </Notice>
  );
}
