import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useActions, useApp } from '#panels/shared/app-context.ts';
import { AwaitedFiles } from '#panels/shared/awaited-files.tsx';
import { useDatasetName } from '#panels/shared/dataset-name.ts';
import { DropFiles } from '#panels/shared/drop-files.tsx';
import { LoadingFailure } from '#panels/shared/loading-failure.tsx';
import { LoadingProgress } from '#panels/shared/loading-progress.tsx';
import { DEFAULT_DATASET } from '#store/default-dataset.ts';
import { Notice } from '#ui/notice.tsx';

/** Where the data stands, when it is not simply there; always with a way on. */
export function DatasetNotice() {
  return (
    <>
      <LoadingProgress />
      <LoadingFailure />
      <AwaitedFiles>
        <DropFiles />
      </AwaitedFiles>
      <Fallback />
    </>
  );
}

/** Why generated data stand in for the set that was to be there. */
function Fallback() {
  const { t } = useTranslation();
  const { chooseDataset } = useActions();
  const { status, fallbackReason } = useApp((state) => state.dataset);
  const dataset = useDatasetName()(DEFAULT_DATASET);
  if (status !== 'ready' || fallbackReason === undefined) return null;
  return (
    <Notice
      kind="info"
      actions={
        <Button size="xs" variant="default" onClick={() => chooseDataset(DEFAULT_DATASET)}>
          {t('train.tryAgain', { dataset })}
        </Button>
      }
    >
      {t('train.fallback', { dataset })}
    </Notice>
  );
}
