import { Button } from '@mantine/core';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { useActions, useApp } from '#panels/shared/app-context.ts';
import { useErrorText } from '#panels/shared/error-text.tsx';
import { useFormat } from '#panels/shared/format.ts';
import { isActive } from '#store/run.ts';
import { BarList } from '#ui/bar-list.tsx';
import { Card } from '#ui/card.tsx';
import { Notice } from '#ui/notice.tsx';
import styles from './data-place.module.css';

/** What is loaded, in figures, and whether it will be there next time. */
export function DatasetFacts() {
  const { t } = useTranslation();
  const summary = useApp((state) => state.dataset.summary);
  const format = useFormat();
  const errorText = useErrorText();
  if (summary === undefined) return null;
  const { classNames, trainHistogram, testHistogram, keepError } = summary;
  const facts: readonly (readonly [string, string])[] = [
    [t('data.size'), [summary.height, summary.width, summary.channels].join(' × ')],
    [t('data.trainImages'), format.whole(summary.trainCount)],
    [t('data.testImages'), format.whole(summary.testCount)],
    [t('data.mean'), format.loss(summary.mean)],
    [t('data.deviation'), format.loss(summary.deviation)],
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
    <Card title={`${t('data.facts')}: ${t(`dataset.${summary.id}`)}`}>
      <p>{t(`data.origin.${summary.origin}`)}</p>
      {keepError !== undefined && <Notice kind="info">{errorText(keepError)}</Notice>}
      {summary.id === 'mnist' && <Keeping isKept={summary.kept} hasFailed={keepError !== undefined} />}
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

function Keeping({ isKept, hasFailed }: { readonly isKept: boolean; readonly hasFailed: boolean }) {
  const { t } = useTranslation();
  const { forgetMnist, chooseDataset } = useActions();
  const isForgotten = useApp((state) => state.dataset.forgotten);
  const isBusy = useApp((state) => isActive(state.run));
  if (isForgotten) {
    return (
      <Notice
        kind="info"
        actions={
          <Button
            size="xs"
            variant="default"
            disabled={isBusy}
            onClick={() => chooseDataset({ id: 'mnist' })}
          >
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
    <div className={styles['row']}>
      <span>{t('data.kept')}</span>
      <Button size="xs" variant="default" onClick={forgetMnist}>
        {t('data.forget')}
      </Button>
    </div>
  );
}
