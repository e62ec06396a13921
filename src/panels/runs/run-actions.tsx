import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useActions } from '#panels/shared/app-context.ts';
import type { ListedRun } from '#protocol/kept-run.ts';
import { useKeptRunName } from './kept-run-name.ts';
import { MoreEpochs } from './more-epochs.tsx';
import styles from './runs-place.module.css';

export interface RunActionsProps {
  readonly run: ListedRun;
  readonly isCurrent: boolean;
  /** Whether a run holds the engine. */
  readonly isBusy: boolean;
  /** Whether a run is read from a file, or written to one. */
  readonly isMoving: boolean;
}

/** What makes sense for a run now: open, watch, go on, begin again, take away, delete. */
export function RunActions({ run, isCurrent, isBusy, isMoving }: RunActionsProps) {
  const { t } = useTranslation();
  const actions = useActions();
  const runName = useKeptRunName();
  const isOut = run.isElsewhere || isBusy;
  const goOn = (change: Parameters<typeof actions.openRun>[1]) => {
    actions.openRun(run.id, change);
    actions.goTo('train');
  };
  return (
    <span className={styles['actions']}>
      {run.isElsewhere ? (
        <Button
          size="xs"
          disabled={isBusy}
          onClick={() => {
            actions.watchRun(run.id);
            actions.goTo('train');
          }}
        >
          {t('runs.watch')}
        </Button>
      ) : (
        <Button size="xs" variant="default" disabled={isOut || isCurrent} onClick={() => goOn({})}>
          {t('runs.open')}
        </Button>
      )}
      {run.step < run.plan.totalSteps && run.divergence === undefined && (
        <Button size="xs" disabled={isOut} onClick={() => goOn({ goesOn: {} })}>
          {t('runs.goOn')}
        </Button>
      )}
      {run.status === 'finished' && (
        <MoreEpochs run={run} isDisabled={isOut} onGoOn={(goesOn) => goOn({ goesOn })} />
      )}
      <Button size="xs" variant="default" disabled={isBusy} onClick={() => actions.beginAgain(run.id)}>
        {t('runs.again')}
      </Button>
      <Button size="xs" variant="default" onClick={() => actions.openRunExport(run.id, runName(run))}>
        {t('export.open')}
      </Button>
      <Button size="xs" variant="default" disabled={isMoving} onClick={() => actions.exportRun(run.id)}>
        {t('runs.export')}
      </Button>
      <Button
        size="xs"
        variant="default"
        disabled={run.isElsewhere || (isBusy && isCurrent)}
        onClick={() => actions.removeRun(run.id)}
      >
        {t('runs.remove')}
      </Button>
    </span>
  );
}
