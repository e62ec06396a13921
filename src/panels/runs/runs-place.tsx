import { Button } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useActions, useApp } from '#panels/shared/app-context.ts';
import { useCurrentRun } from '#panels/shared/current-run.tsx';
import { useFormat } from '#panels/shared/format.ts';
import type { ListedRun } from '#protocol/run.ts';
import { isActive } from '#store/run.ts';
import { Notice } from '#ui/notice.tsx';
import { ScrollTable } from '#ui/scroll-table.tsx';
import { useDateText } from './date-text.ts';
import { useKeptRunName } from './kept-run-name.ts';
import { RunActions } from './run-actions.tsx';
import { RunLabel } from './run-label.tsx';
import styles from './runs-place.module.css';

/** Every run that this browser keeps, the starred ones first. */
export default function RunsPlace() {
  const { t } = useTranslation();
  const format = useFormat();
  const dateText = useDateText();
  const runName = useKeptRunName();
  const { listRuns, forgetRemoved, undoRemoval } = useActions();
  const { runs, canKeep, removedId } = useApp((state) => state.keptRuns);
  const current = useCurrentRun();
  useEffect(() => {
    listRuns();
    return forgetRemoved;
  }, [listRuns, forgetRemoved]);
  const removed = runs.find(({ id }) => id === removedId);
  const shown = runs
    .filter(({ id }) => id !== removedId)
    .toSorted((a, b) => Number(b.isStarred) - Number(a.isStarred));
  const statusOf = (run: ListedRun) => t(`runs.status_${run.isElsewhere ? 'elsewhere' : run.status}`);
  return (
    <div className={styles['place']}>
      <h1>{t('runs.title')}</h1>
      {canKeep === false && <Notice kind="info">{t('runs.cannotKeep')}</Notice>}
      {removed !== undefined && (
        <Notice
          kind="info"
          actions={
            <Button size="xs" variant="default" onClick={undoRemoval}>
              {t('runs.undo')}
            </Button>
          }
        >
          {t('runs.removed', { run: runName(removed) })}
        </Notice>
      )}
      {canKeep === true && shown.length === 0 && <p>{t('runs.empty')}</p>}
      {shown.length > 0 && (
        <ScrollTable
          caption={t('runs.title')}
          ofWords
          columns={[
            t('runs.run'),
            t('runs.status'),
            t('runs.progress'),
            t('runs.error'),
            t('runs.date'),
            t('runs.actions'),
          ]}
          rows={shown.map((run) => [
            <RunLabel key={run.id} run={run} title={runName({ ...run, name: '' })} />,
            statusOf(run),
            t('runs.steps', { step: format.whole(run.step), total: format.whole(run.plan.totalSteps) }),
            errorOf(run, format.error) ?? t('runs.none'),
            dateText(run.startedAt),
            <RunActions
              key={run.id}
              run={run}
              isCurrent={run.id === current?.id}
              isBusy={isActive(current)}
            />,
          ])}
        />
      )}
    </div>
  );
}

/** On the test split where it was measured, else on the held-out images. */
function errorOf({ evaluations, epochs }: ListedRun, text: (error: number) => string): string | undefined {
  const tested = evaluations.find(({ split }) => split === 'test');
  const error = tested?.top1Error ?? epochs.at(-1)?.validation?.top1Error;
  return error === undefined ? undefined : text(error);
}
