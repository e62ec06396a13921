import { Button } from '@mantine/core';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { useActions, useApp } from '#panels/shared/app-context.ts';
import { useClassNames } from '#panels/shared/class-names.ts';
import { useIsBusy } from '#panels/shared/current-run.tsx';
import { DataWarnings } from '#panels/shared/data-warnings.tsx';
import { useDatasetName } from '#panels/shared/dataset-name.ts';
import { useErrorText } from '#panels/shared/error-text.tsx';
import { useFormat } from '#panels/shared/format.ts';
import { isOwn, type RegisteredDataset } from '#protocol/data.ts';
import { BarList } from '#ui/bar-list.tsx';
import { Card } from '#ui/card.tsx';
import { Notice } from '#ui/notice.tsx';
import styles from './data-place.module.css';
import { LeftOut } from './left-out.tsx';
import { ReadingNotes } from './reading-notes.tsx';

/** What is loaded, in figures, and whether it will be there next time. */
export function DatasetFacts() {
  const { t } = useTranslation();
  const summary = useApp((state) => state.dataset.summary);
  const format = useFormat();
  const errorText = useErrorText();
  const datasetName = useDatasetName();
  const classNames = useClassNames(summary);
  if (summary === undefined) return null;
  const { config, trainHistogram, testHistogram, keepError } = summary;
  const perChannel = (values: readonly number[]) => values.map(format.loss).join(' · ');
  const facts: readonly (readonly [string, string])[] = [
    [t('data.size'), [summary.height, summary.width, summary.channels].join(' × ')],
    [t('data.trainImages'), format.whole(summary.trainCount)],
    [t('data.testImages'), format.whole(summary.testCount)],
    [t('data.mean'), perChannel(summary.mean)],
    [t('data.deviation'), perChannel(summary.deviation)],
  ];
  const histogram = (label: string, counts: readonly number[]) => (
    <div>
      <h3>{label}</h3>
      <BarList
        label={`${t('data.histogram')}: ${label}`}
        max={Math.max(...counts)}
        bars={counts.map((count, index) => ({
          name: classNames[index] ?? String(index),
          value: count,
          text: format.whole(count),
        }))}
      />
    </div>
  );
  return (
    <Card title={`${t('data.facts')}: ${datasetName(config)}`}>
      <p>{t(`data.origin.${summary.origin}`)}</p>
      {keepError !== undefined && <Notice kind="info">{errorText(keepError)}</Notice>}
      {!isOwn(config) && summary.origin !== 'generated' && (
        <Keeping config={config} isKept={summary.kept} hasFailed={keepError !== undefined} />
      )}
      <ReadingNotes data={summary} />
      <LeftOut data={summary} />
      <DataWarnings data={summary} />
      <div className={styles['columns']}>
        <dl className={styles['facts']}>
          {facts.map(([term, value]) => (
            <Fragment key={term}>
              <dt>{term}</dt>
              <dd>{value}</dd>
            </Fragment>
          ))}
        </dl>
        {histogram(`${t('data.histogram')} (${t('data.trainSplit')})`, trainHistogram)}
        {histogram(`${t('data.histogram')} (${t('data.testSplit')})`, testHistogram)}
      </div>
    </Card>
  );
}

interface KeepingProps {
  readonly config: RegisteredDataset;
  readonly isKept: boolean;
  /** Why it is not kept has been said. */
  readonly hasFailed: boolean;
}

function Keeping({ config, isKept, hasFailed }: KeepingProps) {
  const { t } = useTranslation();
  const { forgetDataset, chooseDataset } = useActions();
  const forgetting = useApp((state) => state.dataset.forgetting);
  const isBusy = useIsBusy();
  const errorText = useErrorText();
  const own = forgetting?.id === config.id ? forgetting : undefined;
  if (own?.status === 'done') {
    return (
      <Notice
        kind="info"
        actions={
          <Button size="xs" variant="default" disabled={isBusy} onClick={() => chooseDataset(config)}>
            {t('data.undoForget')}
          </Button>
        }
      >
        {t('data.forgotten')}
      </Notice>
    );
  }
  if (!isKept) return hasFailed ? null : <p>{t('data.notKept')}</p>;
  return (
    <>
      <div className={styles['row']}>
        <span>{t('data.kept')}</span>
        <Button size="xs" variant="default" disabled={own?.status === 'asked'} onClick={forgetDataset}>
          {t('data.forget')}
        </Button>
      </div>
      {own?.error !== undefined && <Notice kind="error">{errorText(own.error)}</Notice>}
    </>
  );
}
