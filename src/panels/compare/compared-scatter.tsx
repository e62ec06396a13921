import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { analyse } from '#models/analysis.ts';
import { buildGraph, findArchitecture } from '#models/registry.ts';
import { useFormat } from '#panels/shared/format.ts';
import { useProtocolText } from '#panels/shared/net-protocol.ts';
import { Card } from '#ui/card.tsx';
import { ScatterChart, type ScatterPoint } from '#ui/scatter-chart.tsx';
import { ScrollTable } from '#ui/scroll-table.tsx';
import { Select } from '#ui/select.tsx';
import { ChartSaving } from './chart-saving.tsx';
import styles from './compare-place.module.css';
import type { ComparedProps } from './compared-table.tsx';

const AXES = ['params', 'multiplyAdds', 'trainingMs', 'year'] as const;
type Axis = (typeof AXES)[number];
const ERRORS = ['top1', 'top5'] as const;

const mark = (index: number) => ({ color: `var(--line-${index + 1})`, isFaded: false, isBest: false });

/** Error against size, work, time or year: measured ones are full circles, published ones hollow squares. */
export function ComparedScatter({ runs, labels, netIds }: ComparedProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const protocolText = useProtocolText();
  const [axis, setAxis] = useState<Axis>('params');
  const [error, setError] = useState<(typeof ERRORS)[number]>('top1');
  const points = useMemo((): readonly ScatterPoint[] => {
    const measured = runs.flatMap((row): ScatterPoint[] => {
      const x = row[axis];
      const y = row[error]?.error;
      if (x === undefined || y === undefined || (axis !== 'year' && x <= 0)) return [];
      const label = labels[row.run.id] ?? row.run.id;
      const details = [t('compare.measured'), format.error(y)];
      return [
        { key: row.run.id, x, y: 100 * y, label, marker: 'circle', isHollow: false, ...mark(0), details },
      ];
    });
    const published = netIds.flatMap((id) => {
      const { name, year, published } = findArchitecture(id);
      const x = axis === 'year' ? year : axis === 'trainingMs' ? undefined : publishedTotals(id)[axis];
      return published.flatMap((entry, index): ScatterPoint[] => {
        const y = error === 'top1' ? entry.top1Error : entry.top5Error;
        // Another net than the one that quotes it, or several: of no one size.
        const isOther = entry.measuredOn !== undefined && axis !== 'year';
        if (x === undefined || y === undefined || isOther) return [];
        const details = [
          t('compare.publishedMark'),
          format.published(y),
          protocolText(entry, id),
          entry.dataset,
        ];
        return [
          { key: `${id} ${index}`, x, y, label: name, marker: 'square', isHollow: true, ...mark(1), details },
        ];
      });
    });
    return [...measured, ...published];
  }, [runs, labels, netIds, axis, error, t, format, protocolText]);
  const formatX: Readonly<Record<Axis, (value: number) => string>> = {
    params: format.compact,
    multiplyAdds: format.compact,
    trainingMs: format.duration,
    year: format.year,
  };
  return (
    <Card title={t('compare.scatter')}>
      <div className={styles['row']}>
        <Select
          label={t('compare.error')}
          value={error}
          options={ERRORS.map((value) => ({ value, label: t(`evaluate.${value}`) }))}
          onChange={setError}
        />
        <Select
          label={t('compare.axis')}
          value={axis}
          options={AXES.map((value) => ({ value, label: t(`compare.against_${value}`) }))}
          onChange={setAxis}
        />
      </div>
      {points.length === 0 ? (
        <p>{t('compare.noPoints')}</p>
      ) : (
        <ChartSaving name="errors">
          <ScatterChart
            title={t('compare.scatter')}
            points={points}
            xLabel={t(`compare.against_${axis}`)}
            yLabel={t(`evaluate.${error}`)}
            isLogX={axis !== 'year'}
            isWholeX={axis === 'year'}
            formatX={formatX[axis]}
            formatY={format.published}
            hint={t('compare.scatterHelp')}
            renderActions={() => null}
          >
            <details>
              <summary>{t('measure.asTable')}</summary>
              <ScrollTable
                caption={t('compare.scatter')}
                columns={[
                  t('compare.net'),
                  t('compare.kind'),
                  t(`compare.against_${axis}`),
                  t(`evaluate.${error}`),
                ]}
                rows={points.map(({ label, isHollow, x, y }) => [
                  label,
                  t(isHollow ? 'compare.publishedMark' : 'compare.measured'),
                  formatX[axis](x),
                  format.published(y),
                ])}
              />
            </details>
          </ScatterChart>
        </ChartSaving>
      )}
    </Card>
  );
}

const totals = new Map<string, { params: number; multiplyAdds: number }>();

/** Of a net as published, drawn once. */
function publishedTotals(id: string): { params: number; multiplyAdds: number } {
  const known = totals.get(id) ?? analyse(buildGraph(id)).totals;
  totals.set(id, known);
  return known;
}
