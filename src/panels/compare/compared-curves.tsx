import { Checkbox } from '@mantine/core';
import { useId, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '#panels/shared/format.ts';
import {
  CURVE_AXES,
  CURVE_MEASURES,
  type CurveAxis,
  type CurveMeasure,
  comparedCurve,
} from '#store/compared-curves.ts';
import { bySeeds } from '#store/compared-run.ts';
import { Card } from '#ui/card.tsx';
import { OverlayChart } from '#ui/overlay-chart.tsx';
import { Select } from '#ui/select.tsx';
import { ChartSaving } from './chart-saving.tsx';
import styles from './compare-place.module.css';
import type { ComparedProps } from './compared-table.tsx';

const COLOURS = 8;
/** Lines beyond the eighth have other dashes, and lines in print can be told apart. */
const DASHES = ['', '8 4', '2 4', '10 3 2 3'];

/** The runs' curves over each other. */
export function ComparedCurves({ runs, labels }: Omit<ComparedProps, 'netIds'>) {
  const { t } = useTranslation();
  const format = useFormat();
  const sliderId = useId();
  const [axis, setAxis] = useState<CurveAxis>('epoch');
  const [measure, setMeasure] = useState<CurveMeasure>('heldOutError');
  const [smoothing, setSmoothing] = useState(0);
  const [isLogarithmic, setLogarithmic] = useState(false);
  const [isJoined, setJoined] = useState(true);
  const lines = useMemo(() => {
    const kept = runs.map(({ run }) => run);
    const groups = isJoined ? bySeeds(kept) : kept.map((run) => [run]);
    return groups.map((group, index) => {
      const [first] = group;
      const label = first === undefined ? '' : (labels[first.id] ?? first.id);
      return {
        key: first?.id ?? '',
        label: group.length > 1 ? t('compare.seeds', { run: label, count: group.length }) : label,
        color: `--line-${(index % COLOURS) + 1}`,
        dashes: DASHES[(index + Math.floor(index / COLOURS)) % DASHES.length] ?? '',
        points: comparedCurve(group, measure, axis, smoothing).points,
      };
    });
  }, [runs, labels, axis, measure, smoothing, isJoined, t]);
  const hasSeeds = useMemo(() => bySeeds(runs.map(({ run }) => run)).length < runs.length, [runs]);
  const isError = measure === 'heldOutError' || measure === 'trainingError';
  const title = t(`compare.measure_${measure}`);
  return (
    <Card title={t('compare.curves')}>
      <div className={styles['row']}>
        <Select
          label={t('compare.measure')}
          value={measure}
          options={CURVE_MEASURES.map((value) => ({ value, label: t(`compare.measure_${value}`) }))}
          onChange={setMeasure}
        />
        <Select
          label={t('compare.axis')}
          value={axis}
          options={CURVE_AXES.map((value) => ({ value, label: t(`compare.axis_${value}`) }))}
          onChange={setAxis}
        />
        <label htmlFor={sliderId} className={styles['slider']}>
          {t('train.smoothing')}
          <input
            id={sliderId}
            type="range"
            min={0}
            max={0.9}
            step={0.1}
            value={smoothing}
            onChange={({ currentTarget }) => setSmoothing(Number(currentTarget.value))}
          />
        </label>
        <Checkbox
          label={t('train.logScale')}
          checked={isLogarithmic}
          onChange={({ currentTarget }) => setLogarithmic(currentTarget.checked)}
        />
        {hasSeeds && (
          <Checkbox
            label={t('compare.joinSeeds')}
            checked={isJoined}
            onChange={({ currentTarget }) => setJoined(currentTarget.checked)}
          />
        )}
      </div>
      {lines.every(({ points }) => points.length === 0) ? (
        <p>{t('compare.noCurves')}</p>
      ) : (
        <ChartSaving name="curves">
          <OverlayChart
            title={title}
            xLabel={t(`compare.axis_${axis}`)}
            yLabel={title}
            lines={lines}
            isLogY={isLogarithmic}
            formatX={axis === 'seconds' ? format.short : format.whole}
            formatY={isError ? format.percent : format.short}
          />
        </ChartSaving>
      )}
    </Card>
  );
}
