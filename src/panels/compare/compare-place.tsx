import { Button } from '@mantine/core';
import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useActions, useApp } from '#panels/shared/app-context.ts';
import { comparedRun } from '#store/compared-run.ts';
import { Notice } from '#ui/notice.tsx';
import { Chooser } from './chooser.tsx';
import styles from './compare-place.module.css';
import { ComparedCurves } from './compared-curves.tsx';
import { ComparedPair } from './compared-pair.tsx';
import { ComparedScatter } from './compared-scatter.tsx';
import { ComparedTable } from './compared-table.tsx';
import { League } from './league.tsx';
import { RecipeDifferences } from './recipe-differences.tsx';
import { Saving } from './saving.tsx';
import { TrainingQueue } from './training-queue.tsx';
import { useRunLabels } from './use-run-labels.ts';

/** Kept runs and published figures side by side. */
export default function ComparePlace() {
  const { t } = useTranslation();
  const { listRuns, clearComparison } = useActions();
  const { runIds, netIds } = useApp((state) => state.compare);
  const kept = useApp((state) => state.keptRuns.runs);
  const here = useApp((state) => state.runs.byId);
  const isMeasuring = useApp((state) => state.evaluation.request !== undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is measured is kept a moment later
  useEffect(() => listRuns(), [isMeasuring, listRuns]);
  const runs = useMemo(
    () =>
      runIds
        .flatMap((id) => kept.find((run) => run.id === id) ?? [])
        // The page may know newer results than the list.
        .map((run) => comparedRun({ ...run, evaluations: here[run.id]?.evaluations ?? run.evaluations })),
    [runIds, kept, here],
  );
  const labels = useRunLabels(runs.map(({ run }) => run));
  const missing = runIds.length - runs.length;
  const isEmpty = runs.length === 0 && netIds.length === 0;
  return (
    <div className={styles['place']}>
      <div className={styles['row']}>
        <h1 className={styles['title']}>{t('compare.title')}</h1>
        {!isEmpty && (
          <>
            <Saving runs={runs} labels={labels} netIds={netIds} />
            <Button variant="default" onClick={clearComparison}>
              {t('compare.clear')}
            </Button>
          </>
        )}
      </div>
      <Chooser />
      <TrainingQueue />
      {missing > 0 && <Notice kind="info">{t('compare.missing', { count: missing })}</Notice>}
      {!isEmpty && <ComparedTable runs={runs} labels={labels} netIds={netIds} />}
      {runs.length > 1 && <RecipeDifferences runs={runs} labels={labels} />}
      {runs.length > 0 && <ComparedCurves runs={runs} labels={labels} />}
      {!isEmpty && <ComparedScatter runs={runs} labels={labels} netIds={netIds} />}
      {runs.length > 1 && <ComparedPair runs={runs} labels={labels} />}
      <League />
    </div>
  );
}
