import { Checkbox } from '@mantine/core';
import { useCallback, useId, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp, useAppStore } from '#panels/shared/app-context.ts';
import { useCurrentRun } from '#panels/shared/current-run.tsx';
import { useFormat } from '#panels/shared/format.ts';
import { lazyPart } from '#panels/shared/lazy-part.tsx';
import { NumberEntry } from '#panels/shared/number-entry.tsx';
import { useColorScheme } from '#panels/shared/use-color-scheme.ts';
import type { ChartLine } from '#ui/plot.ts';
import styles from './train-place.module.css';

const LineChart = lazyPart(() => import('#ui/line-chart.tsx'));

/** 98 % right: where a class may stop and compare. */
const TARGET_PERCENT = 2;
const TARGET_LIMITS = { min: 0.01, max: 99, whole: false } as const;

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
  const [target, setTarget] = useState(TARGET_PERCENT);
  const isExplaining = useApp((state) => state.settings.explainsTerms);
  const sliderId = useId();
  const lines = useMemo(
    (): ChartLine[] => [
      { label: t('train.training'), color: '--training', dashed: false, smoothed: true },
      { label: t('train.validationCurve'), color: '--held-out', dashed: true, smoothed: false },
    ],
    [t],
  );
  const targetLine = useMemo(
    () => ({
      value: target / 100,
      label: t('train.targetLine', { error: format.percentMark(target / 100) }),
    }),
    [t, format, target],
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
          note={isExplaining ? t('train.errorNote') : undefined}
          formatY={format.percentMark}
          logScale={isLogarithmic}
          target={targetLine}
        />
        <LineChart
          {...shared}
          title={t('train.loss')}
          read={readLoss}
          note={isExplaining ? t('train.lossNote') : undefined}
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
        <div className={styles['target']}>
          <NumberEntry label={t('train.target')} value={target} {...TARGET_LIMITS} onChange={setTarget} />
        </div>
      </div>
    </div>
  );
}
