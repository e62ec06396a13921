import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '#panels/shared/format.ts';
import type { Answers } from '#protocol/evaluation.ts';
import { calibrationOf } from '#store/measures/calibration.ts';
import { Card } from '#ui/card.tsx';
import { ScrollTable } from '#ui/scroll-table.tsx';
import styles from './calibrated.module.css';

const SIZE = 240;
const MARGIN = 52;

/** How often the net is right where it is so and so sure: as a chart, and as a table. */
export function Calibrated({ answers }: { readonly answers: Answers }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { bins, expectedError } = useMemo(() => calibrationOf(answers), [answers]);
  const filled = bins.filter(({ images }) => images > 0);
  const percent = (value: number | undefined) => (value === undefined ? '–' : format.percent(value));
  const x = (value: number) => MARGIN + value * SIZE;
  const y = (value: number) => 8 + (1 - value) * SIZE;
  return (
    <Card title={t('measure.calibration')}>
      <p>
        {t('measure.calibrationError', {
          error: expectedError === undefined ? '–' : format.error(expectedError),
        })}{' '}
        <span className={styles['note']}>{t('measure.calibrationHelp')}</span>
      </p>
      <svg
        className={styles['chart']}
        viewBox={`0 0 ${SIZE + MARGIN + 8} ${SIZE + MARGIN + 8}`}
        role="img"
        aria-label={t('measure.calibration')}
      >
        {[0, 0.5, 1].map((value) => (
          <g key={value} className={styles['axis']}>
            <line x1={x(0)} x2={x(1)} y1={y(value)} y2={y(value)} />
            <text x={x(0) - 4} y={y(value) + 4} textAnchor="end">
              {format.percent(value)}
            </text>
            <text x={x(value)} y={y(0) + 16} textAnchor={value === 1 ? 'end' : 'middle'}>
              {format.percent(value)}
            </text>
          </g>
        ))}
        {filled.map(({ from, to, right = 0 }) => (
          <rect
            key={from}
            className={styles['bar']}
            x={x(from) + 1}
            y={y(right)}
            width={x(to) - x(from) - 2}
            height={y(0) - y(right)}
          />
        ))}
        <line className={styles['ideal']} x1={x(0)} y1={y(0)} x2={x(1)} y2={y(1)} />
        <text className={styles['title']} x={x(0.5)} y={y(0) + 32} textAnchor="middle">
          {t('measure.confidence')}
        </text>
        <text
          className={styles['title']}
          textAnchor="middle"
          transform={`translate(10 ${y(0.5)}) rotate(-90)`}
        >
          {t('measure.rightShare')}
        </text>
      </svg>
      <details>
        <summary>{t('measure.asTable')}</summary>
        <ScrollTable
          caption={t('measure.calibration')}
          columns={[
            t('measure.confidence'),
            t('evaluate.images'),
            t('measure.meanConfidence'),
            t('measure.rightShare'),
          ]}
          rows={filled.map(({ from, to, images, confidence, right }) => [
            t('measure.range', { from: format.percent(from), to: format.percent(to) }),
            format.whole(images),
            percent(confidence),
            percent(right),
          ])}
        />
      </details>
    </Card>
  );
}
