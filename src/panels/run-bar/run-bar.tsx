import { useTranslation } from 'react-i18next';
import { useApp } from '#panels/shared/app-context.ts';
import { RunButtons } from '#panels/shared/run-buttons.tsx';
import styles from './run-bar.module.css';
import { useStatusText } from './status-text.ts';

/** The current run, visible from every place; its buttons are there where Train's own are not. */
export function RunBar() {
  const { t } = useTranslation();
  const place = useApp(({ place }) => place);
  const status = useStatusText();
  return (
    <section className={styles['bar']} aria-label={t('app.run')}>
      <div className={styles['inside']}>
        <span role="status" className={styles['status']}>
          {status}
        </span>
        <div className={styles['buttons']} data-place={place}>
          <RunButtons size="xs" />
        </div>
      </div>
    </section>
  );
}
