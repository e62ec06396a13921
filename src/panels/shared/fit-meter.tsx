import { useTranslation } from 'react-i18next';
import type { Fit } from '#models/memory/fit.ts';
import { Meter } from '#ui/meter.tsx';
import styles from './fit.module.css';
import { useFormat } from './format.ts';

const PARTS = ['weights', 'optimizer', 'gradients', 'activations', 'workspace'] as const;

/** What training takes of what can be held, and what it is made of. */
export function FitMeter({ fit }: { readonly fit: Fit }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { estimate, limitBytes, verdict } = fit;
  const figures = { needed: format.bytes(estimate.training), limit: format.bytes(limitBytes) };
  return (
    <div className={styles['fit']} data-verdict={verdict}>
      <Meter
        label={t('fit.title')}
        detail={t('fit.ofLimit', figures)}
        done={Math.min(estimate.training, limitBytes)}
        total={limitBytes}
      />
      <details className={styles['parts']}>
        <summary>{t('fit.parts')}</summary>
        <dl>
          {PARTS.map((part) => (
            <div key={part}>
              <dt>{t(`fit.part.${part}`)}</dt>
              <dd>{format.bytes(estimate[part])}</dd>
            </div>
          ))}
        </dl>
        <p>{t('fit.about')}</p>
      </details>
    </div>
  );
}
