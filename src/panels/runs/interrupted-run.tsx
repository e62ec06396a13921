import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useActions, useApp } from '#panels/shared/app-context.ts';
import { useErrorText } from '#panels/shared/error-text.tsx';
import { useFormat } from '#panels/shared/format.ts';
import { useRunName } from '#panels/shared/run-name.ts';
import { interruptedRun } from '#store/kept-runs.ts';
import { currentRun } from '#store/runs.ts';
import { Notice } from '#ui/notice.tsx';
import { useDateText } from './date-text.ts';
import { useKeptRunName } from './kept-run-name.ts';
import { RoomOffer } from './room-offer.tsx';
import { WatchedRun } from './watched-run.tsx';

/** What the page has found of a run that was broken off, and what became of the current one. */
export function InterruptedRun() {
  const { t } = useTranslation();
  const format = useFormat();
  const dateText = useDateText();
  const errorText = useErrorText();
  const runName = useRunName();
  const keptRunName = useKeptRunName();
  const { openRun, refuseOffer } = useActions();
  const keptRuns = useApp((state) => state.keptRuns);
  const run = useApp((state) => currentRun(state.runs));
  const interrupted = interruptedRun(keptRuns, run?.id);
  const { opening, error } = keptRuns;
  return (
    <>
      {interrupted !== undefined && (
        <Notice
          kind="info"
          actions={
            <>
              <Button size="xs" onClick={() => openRun(interrupted.id, { goesOn: {} })}>
                {t('runs.goOn')}
              </Button>
              <Button size="xs" variant="default" onClick={() => openRun(interrupted.id)}>
                {t('runs.open')}
              </Button>
              <Button size="xs" variant="default" onClick={refuseOffer}>
                {t('runs.notNow')}
              </Button>
            </>
          }
        >
          {t('runs.interrupted', {
            run: keptRunName(interrupted),
            step: format.whole(interrupted.step),
            total: format.whole(interrupted.plan.totalSteps),
            date: dateText(interrupted.startedAt),
          })}
        </Notice>
      )}
      {opening !== undefined && <Notice kind="info">{t('runs.opening')}</Notice>}
      {error?.code === 'storageFull' && <RoomOffer error={error} />}
      {error !== undefined && error.code !== 'storageFull' && (
        <Notice kind="error">{errorText(error)}</Notice>
      )}
      {run?.interruptedAt !== undefined && (
        <Notice kind="info">
          {t('runs.wentOn', { run: runName(run), step: format.whole(run.interruptedAt) })}
        </Notice>
      )}
      {run?.watch !== undefined && <WatchedRun run={run} />}
      {run?.keepError !== undefined && run.keepError.code !== 'storageFull' && (
        <Notice kind="error">{t('runs.notKept', { error: errorText(run.keepError) })}</Notice>
      )}
      {run?.keepError?.code === 'storageFull' && <RoomOffer error={run.keepError} />}
    </>
  );
}
