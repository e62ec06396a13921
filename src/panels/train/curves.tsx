import { Checkbox } from '@mantine/core';
import { useCallback, useId, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAppStore } from '#panels/shared/app-context.ts';
import { useCurrentRun } from '#panels/shared/current-run.tsx';
import { useFormat } from '#panels/shared/format.ts';
import { lazyPart } from '#panels/shared/lazy-part.tsx';
import { useColorScheme } from '#panels/shared/use-color-scheme.ts';
import type { ChartLine } from '#ui/plot.ts';
import styles from './train-place.module.css';

const LineChart = lazyPart(() => import('#ui/line-chart.tsx'));

/** Loss and error of the run over its steps. */
export function Curves() {
  const { t } = useTranslation();
  const store = useAppStore();
  const format = useFormat();
  const run = useCurrentRun();
  const runId = run?.id ?? '';
  const curves = useMemo(() => store.curves.of(runId), [store, runId]);
  const theme = useColorScheme();
  const [smoothing, setSmoothing] = useState(0.8);
  const [isLogarithmic, setLogarithmic] = useState(false);
  const sliderId = useId();
  const lines = useMemo(
    (): ChartLine[] => [
      { label: t('train.training'), color: '--training', dashed: false, smoothed: true },
      { label: t('train.validationCurve'), color: '--held-out', dashed: true, smoothed: false },
    ],
    [t],
  );
  const subscribe = useCallback((listener: () => void) => curves.subscribe(listener), [curves]);
  const readLoss = useCallback(
    () => [curves.column('step'), curves.column('trainingLoss'), curves.column('validationLoss')],
    [curves],
  );
  const readError = useCallback(
    () => [curves.column('step'), curves.column('trainingError'), curves.column('validationError')],
    [curves],
  );
  if (run?.plan === undefined) return null;
  const shared = {
    xLabel: t('train.step'),
    lines,
    subscribe,
    smoothing,
    theme,
    formatX: format.whole,
    tableLabel: t('train.chartTable'),
  };
  return (
    <div>
      <div className={styles['charts']}>
        <LineChart
          {...shared}
          title={t('train.error')}
          read={readError}
          formatY={format.percent}
          logScale={isLogarithmic}
        />
        <LineChart
          {...shared}
          title={t('train.loss')}
          read={readLoss}
          formatY={format.short}
          logScale={isLogarithmic}
        />
      </div>
      <div className={styles['options']}>
        <label htmlFor={sliderId} className={styles['slider']}>
          {t('train.smoothing')}
          <input
            id={sliderId}
            type="range"
            min={0}
            max={0.98}
            step={0.02}
            value={smoothing}
            onChange={({ currentTarget }) => setSmoothing(Number(currentTarget.value))}
          />
        </label>
        <Checkbox
          label={t('train.logScale')}
          checked={isLogarithmic}
          onChange={({ currentTarget }) => setLogarithmic(currentTarget.checked)}
        />
      </div>
    </div>
  );
}
