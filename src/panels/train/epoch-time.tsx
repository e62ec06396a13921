import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useActions, useApp } from '#panels/shared/app-context.ts';
import { useIsBusy } from '#panels/shared/current-run.tsx';
import { useErrorText } from '#panels/shared/error-text.tsx';
import { useFormat } from '#panels/shared/format.ts';
import { readyData } from '#store/dataset.ts';
import { isSpeedOf } from '#store/speed.ts';
import { Notice } from '#ui/notice.tsx';

/** Foretells, on request, how long an epoch of the set-up takes on this machine. */
export function EpochTime() {
  const { t } = useTranslation();
  const format = useFormat();
  const errorText = useErrorText();
  const { measureSpeed } = useActions();
  const speed = useApp((state) => state.speed);
  const isCurrent = useApp((state) => isSpeedOf(state.speed, state.draft));
  const isBusy = useIsBusy();
  const hasData = useApp((state) => readyData(state.dataset) !== undefined);
  const isMeasuring = speed.status === 'measuring';
  return (
    <>
      <Button size="xs" variant="default" disabled={isBusy || isMeasuring || !hasData} onClick={measureSpeed}>
        {t('train.measureSpeed')}
      </Button>
      {isMeasuring && <p>{t('train.measuringSpeed')}</p>}
      {isCurrent && speed.status === 'measured' && (
        <p>
          {t('train.epochTime', {
            duration: format.duration(speed.epochMs),
            rate: format.whole(Math.round(speed.imagesPerSecond)),
          })}
        </p>
      )}
      {isCurrent && speed.error !== undefined && <Notice kind="error">{errorText(speed.error)}</Notice>}
    </>
  );
}
