import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useActions, useApp } from '#panels/shared/app-context.ts';
import { NumberEntry } from '#panels/shared/number-entry.tsx';
import type { DatasetId, DatasetSummary } from '#protocol/data.ts';
import { chosenDataset } from '#store/dataset.ts';
import { isActive } from '#store/run.ts';
import { LIMITS } from '#store/set-up.ts';
import { Card } from '#ui/card.tsx';
import { FileDrop } from '#ui/file-drop.tsx';
import { Select } from '#ui/select.tsx';
import styles from './data-place.module.css';

/** Where the images come from. A net in training keeps its data: the choice waits until it has ended. */
export function Sources() {
  const { t } = useTranslation();
  const { chooseDataset, loadFiles } = useActions();
  const chosen = useApp((state) => chosenDataset(state.dataset));
  const isBusy = useApp((state) => isActive(state.run));
  const { summary, loadId } = useApp((state) => state.dataset);
  const options: { value: DatasetId | 'files'; label: string }[] = [
    { value: 'mnist', label: t('dataset.mnist') },
    { value: 'digits', label: t('dataset.digits') },
    ...(chosen === 'files' ? [{ value: 'files' as const, label: t('dataset.files') }] : []),
  ];
  return (
    <Card title={t('data.source')}>
      <div className={styles['row']}>
        <Select
          label={t('dataset.label')}
          value={chosen}
          options={options}
          disabled={isBusy}
          onChange={(id) => id !== 'files' && chooseDataset({ id })}
        />
        {summary?.id === 'digits' && <DigitCounts key={loadId} summary={summary} isBusy={isBusy} />}
      </div>
      {chosen === 'digits' && <p>{t('data.digitsAbout')}</p>}
      {chosen === 'mnist' && <p>{t('data.mnistAbout')}</p>}
      <FileDrop
        text={t('data.drop')}
        buttonLabel={t('data.chooseFiles')}
        disabled={isBusy}
        onFiles={loadFiles}
      />
      <p>{t('data.filesPrivate')}</p>
    </Card>
  );
}

interface DigitCountsProps {
  readonly summary: DatasetSummary;
  readonly isBusy: boolean;
}

function DigitCounts({ summary, isBusy }: DigitCountsProps) {
  const { t } = useTranslation();
  const { chooseDataset } = useActions();
  const [trainCount, setTrainCount] = useState(summary.trainCount);
  const [testCount, setTestCount] = useState(summary.testCount);
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
        onClick={() => chooseDataset({ id: 'digits', trainCount, testCount })}
      >
        {t('data.draw')}
      </Button>
    </>
  );
}
