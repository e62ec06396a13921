import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isPublished } from '#datasets/dataset.ts';
import { findDataset } from '#datasets/registry.ts';
import { useActions, useApp } from '#panels/shared/app-context.ts';
import { useIsBusy } from '#panels/shared/current-run.tsx';
import { useDatasetChoice } from '#panels/shared/dataset-choice.ts';
import { DropFiles } from '#panels/shared/drop-files.tsx';
import { useLocalized } from '#panels/shared/format.ts';
import { NumberEntry } from '#panels/shared/number-entry.tsx';
import type { DatasetSummary } from '#protocol/data.ts';
import { LIMITS } from '#store/set-up.ts';
import { Card } from '#ui/card.tsx';
import { Select } from '#ui/select.tsx';
import styles from './data-place.module.css';

/** Where the images come from. A net in training keeps its data: the choice waits until it has ended. */
export function Sources() {
  const { t } = useTranslation();
  const localized = useLocalized();
  const choice = useDatasetChoice();
  const isBusy = useIsBusy();
  const { summary, loadId } = useApp((state) => state.dataset);
  const chosen = findDataset(choice.value);
  const loaded = summary && findDataset(summary.config.id);
  return (
    <Card title={t('data.source')}>
      <div className={styles['row']}>
        <Select {...choice} disabled={isBusy} />
        {summary !== undefined && loaded !== undefined && !isPublished(loaded) && (
          <GeneratedCounts key={loadId} summary={summary} isBusy={isBusy} />
        )}
      </div>
      {chosen !== undefined && <p>{localized(chosen.about)}</p>}
      <DropFiles />
      <p>{t('data.filesPrivate')}</p>
    </Card>
  );
}

interface GeneratedCountsProps {
  readonly summary: DatasetSummary;
  readonly isBusy: boolean;
}

/** How many images of a generated set there are to be. */
function GeneratedCounts({ summary, isBusy }: GeneratedCountsProps) {
  const { t } = useTranslation();
  const { chooseDataset } = useActions();
  const [trainCount, setTrainCount] = useState(summary.trainCount);
  const [testCount, setTestCount] = useState(summary.testCount);
  const { id } = summary.config;
  return (
    <>
      <NumberEntry
        label={t('data.trainCount')}
        value={trainCount}
        {...LIMITS.trainCount}
        step={1000}
        disabled={isBusy}
        onChange={setTrainCount}
      />
      <NumberEntry
        label={t('data.testCount')}
        value={testCount}
        {...LIMITS.testCount}
        step={1000}
        disabled={isBusy}
        onChange={setTestCount}
      />
      <Button
        variant="default"
        disabled={isBusy}
        onClick={() => chooseDataset({ id, trainCount, testCount })}
      >
        {t('data.generate')}
      </Button>
    </>
  );
}
