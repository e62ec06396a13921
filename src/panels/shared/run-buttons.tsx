import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { isActive } from '#store/run.ts';
import { useActions, useApp } from './app-context.ts';

/** Pause or Resume, and Stop, while there is a run to steer. */
export function RunButtons({ size = 'sm' }: { readonly size?: 'xs' | 'sm' }) {
  const { t } = useTranslation();
  const run = useApp((state) => state.run);
  const { steer } = useActions();
  if (!isActive(run)) return null;
  const isHeld = run.status === 'paused';
  const canTurn = run.status === 'running' || isHeld;
  return (
    <>
      <Button
        size={size}
        variant="default"
        disabled={!canTurn}
        onClick={() => steer(isHeld ? 'resume' : 'pause')}
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
