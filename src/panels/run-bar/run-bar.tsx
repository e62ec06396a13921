import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp, useAppStore } from '#panels/shared/app-context.ts';
import { useFormat } from '#panels/shared/format.ts';
import { RunButtons } from '#panels/shared/run-buttons.tsx';
import { LiveText } from '#ui/live-text.tsx';
import styles from './run-bar.module.css';
import { useStatusText } from './status-text.ts';

/** The current run, visible from every place; its buttons are there where Train's own are not. */
export function RunBar() {
  const { t } = useTranslation();
  const { state } = useAppStore();
  const format = useFormat();
  const place = useApp(({ place }) => place);
  const status = useStatusText();
  const readLoss = useCallback(() => {
    const { reading } = state.getState().live;
    return reading === undefined ? '' : t('train.lossNow', { loss: format.loss(reading.loss) });
  }, [state, t, format]);
  return (
    <section className={styles['bar']} aria-label={t('app.run')}>
      <span role="status" className={styles['status']}>
        {status}
      </span>
      <LiveText className={styles['loss']} subscribe={state.subscribe} read={readLoss} />
      {place !== 'train' && <RunButtons size="xs" />}
    </section>
  );
}
