import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useActions } from '#panels/shared/app-context.ts';
import { useRunName } from '#panels/shared/run-name.ts';
import type { Run } from '#store/run.ts';
import { Notice } from '#ui/notice.tsx';

/** Says that what is seen happens in another tab, or that the other tab has let go of it. */
export function WatchedRun({ run }: { readonly run: Run }) {
  const { t } = useTranslation();
  const runName = useRunName();
  const { openRun } = useActions();
  const isUnderWay = run.status === 'running' || run.status === 'paused' || run.status === 'starting';
  if (run.watch === 'live') return <Notice kind="info">{t('runs.watching', { run: runName(run) })}</Notice>;
  return (
    <Notice
      kind="info"
      actions={
        <Button size="xs" onClick={() => openRun(run.id, isUnderWay ? { goesOn: {} } : {})}>
          {t(isUnderWay ? 'runs.takeOver' : 'runs.open')}
        </Button>
      }
    >
      {t('runs.freed', { run: runName(run) })}
    </Notice>
  );
}
