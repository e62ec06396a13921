import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { isActive } from '#store/run.ts';
import { currentRun } from '#store/runs.ts';
import { useActions, useApp } from './app-context.ts';

/** Pause or Resume, and Stop, while there is a run to steer. */
export function RunButtons({ size = 'sm' }: { readonly size?: 'xs' | 'sm' | 'lg' }) {
  const { t } = useTranslation();
  const run = useApp((state) => currentRun(state.runs));
  const { steer } = useActions();
  if (run === undefined || !isActive(run)) return null;
  const isHeld = run.status === 'paused';
  const canTurn = run.status === 'running' || isHeld;
  return (
    <>
      <Button
        size={size}
        variant="default"
        // Not disabled, since that takes the focus from whoever pauses and resumes by keyboard.
        data-disabled={!canTurn}
        aria-disabled={!canTurn}
        data-action="pause"
        // Pause turns into Resume under the pointer: the second click of a double click is for neither.
        onClick={({ detail }) => detail < 2 && canTurn && steer(isHeld ? 'resume' : 'pause')}
      >
        {isHeld ? t('train.resume') : t('train.pause')}
      </Button>
      <Button
        size={size}
        variant="default"
        disabled={run.status === 'stopping'}
        onClick={() => steer('stop')}
      >
        {t('train.stop')}
      </Button>
    </>
  );
}
