import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { LoadingProgress as Progress } from '#protocol/data.ts';
import { chosenDataset } from '#store/dataset.ts';
import { Meter } from '#ui/meter.tsx';
import { useActions, useApp } from './app-context.ts';
import { useDatasetName } from './dataset-name.ts';
import { type Format, useFormat } from './format.ts';

function amounts({ unit, done, total }: Progress, format: Format) {
  const write = unit === 'bytes' ? format.megabytes : format.whole;
  return { done: write(done), total: write(total) };
}

/** How far the data is, in bytes or images, and the way to give up on it. */
export function LoadingProgress() {
  const { t } = useTranslation();
  const { cancelLoading } = useActions();
  const dataset = useApp((state) => state.dataset);
  const format = useFormat();
  const datasetName = useDatasetName();
  const { progress } = dataset;
  if (dataset.status !== 'loading') return null;
  const title =
    progress === undefined
      ? t('status.loadingData', { dataset: datasetName(chosenDataset(dataset)) })
      : t(`data.loading.${progress.phase}`, {
          file: progress.file,
          dataset: datasetName(chosenDataset(dataset)),
        });
  const detail =
    progress === undefined
      ? ''
      : progress.unit === 'images'
        ? t('data.images', amounts(progress, format))
        : t(progress.total === 0 ? 'data.bytesUnknown' : 'data.bytes', amounts(progress, format));
  return (
    <Meter
      label={title}
      detail={detail}
      done={progress?.done ?? 0}
      total={progress?.total ?? 0}
      action={
        <Button size="xs" variant="default" onClick={cancelLoading}>
          {t('data.cancel')}
        </Button>
      }
    />
  );
}
