import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useActions } from '#panels/shared/app-context.ts';
import type { ListedRun } from '#protocol/run.ts';
import styles from './runs-place.module.css';

export interface RunActionsProps {
  readonly run: ListedRun;
  readonly isCurrent: boolean;
  /** Whether a run holds the engine. */
  readonly isBusy: boolean;
}

/** Open, go on, delete: what makes sense for a run now. */
export function RunActions({ run, isCurrent, isBusy }: RunActionsProps) {
  const { t } = useTranslation();
  const { openRun, goTo, removeRun } = useActions();
  const isOut = run.isElsewhere || isBusy;
  const bring = (goesOn: boolean) => {
    openRun(run.id, goesOn);
    goTo('train');
  };
  return (
    <span className={styles['actions']}>
      <Button size="xs" variant="default" disabled={isOut || isCurrent} onClick={() => bring(false)}>
        {t('runs.open')}
      </Button>
      {run.step < run.plan.totalSteps && (
        <Button size="xs" disabled={isOut} onClick={() => bring(true)}>
          {t('runs.goOn')}
        </Button>
      )}
      <Button
        size="xs"
        variant="default"
        disabled={run.isElsewhere || (isBusy && isCurrent)}
        onClick={() => removeRun(run.id)}
      >
        {t('runs.remove')}
      </Button>
    </span>
  );
}
