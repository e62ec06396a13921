import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useActions, useApp } from '#panels/shared/app-context.ts';
import { useErrorText } from '#panels/shared/error-text.tsx';
import { LoadingProgress } from '#panels/shared/loading-progress.tsx';
import { chosenDataset } from '#store/dataset.ts';
import { Notice } from '#ui/notice.tsx';

/** Where the data stands, when it is not simply there; always with a way on. */
export function DatasetNotice() {
  const { t } = useTranslation();
  const { chooseDataset, retryLoading } = useActions();
  const dataset = useApp((state) => state.dataset);
  const errorText = useErrorText();
  const chosen = chosenDataset(dataset);
  const useDigits = chosen !== 'digits' && (
    <Button size="xs" onClick={() => chooseDataset({ id: 'digits' })}>
      {t('train.useDigits')}
    </Button>
  );
  if (dataset.status === 'loading') return <LoadingProgress />;
  if (dataset.status === 'failed' && dataset.error !== undefined) {
    return (
      <Notice
        kind="error"
        actions={
          <>
            {useDigits}
            <Button size="xs" variant="default" onClick={retryLoading}>
              {t('train.retry')}
            </Button>
          </>
        }
      >
        {errorText(dataset.error)}
      </Notice>
    );
  }
  if (dataset.status === 'cancelled') {
    return (
      <Notice
        kind="info"
        actions={
          <>
            {useDigits}
            <Button size="xs" variant="default" onClick={retryLoading}>
              {t('train.retry')}
            </Button>
          </>
        }
      >
        {t('data.cancelled')}
      </Notice>
    );
  }
  if (dataset.fallbackReason !== undefined) {
    return (
      <Notice
        kind="info"
        actions={
          <Button size="xs" variant="default" onClick={() => chooseDataset({ id: 'mnist' })}>
            {t('train.tryMnist')}
          </Button>
        }
      >
        {t('train.fallback')}
      </Notice>
    );
  }
  return null;
}
