import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useClassNames } from '#panels/shared/class-names.ts';
import { useFormat } from '#panels/shared/format.ts';
import { useColorScheme } from '#panels/shared/use-color-scheme.ts';
import type { Answers } from '#protocol/evaluation.ts';
import type { KeptRun } from '#protocol/kept-run.ts';
import { confusionOf } from '#store/measures/confusion.ts';
import { HeatMap } from '#ui/heat-map.tsx';

export interface PairMatrixProps {
  readonly run: KeptRun;
  readonly first: Answers;
  readonly second: Answers;
  readonly names: readonly [string, string];
}

/** How much more often the second net than the first took one class for another. */
export function PairMatrix({ run, first, second, names: [one, other] }: PairMatrixProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const theme = useColorScheme();
  const classNames = useClassNames(run.data);
  const { classes } = first;
  const values = useMemo(() => {
    const [a, b] = [confusionOf(first).counts, confusionOf(second).counts];
    return Int32Array.from(b, (count, cell) => count - (a[cell] ?? 0));
  }, [first, second]);
  const order = useMemo(() => Array.from({ length: classes }, (_, index) => index), [classes]);
  const names = useMemo(() => order.map((index) => classNames[index] ?? String(index)), [order, classNames]);
  if (classes !== second.classes) return null;
  const words = (row: number, column: number) => ({
    truth: names[row],
    said: names[column],
    difference: format.signedWhole(values[row * classes + column] ?? 0),
    first: one,
    second: other,
  });
  return (
    <details>
      <summary>{t('compare.matrixDifference', { first: one, second: other })}</summary>
      <HeatMap
        label={t('compare.matrixDifference', { first: one, second: other })}
        rowTitle={t('evaluate.truth')}
        columnTitle={t('evaluate.said')}
        names={names}
        values={values}
        order={order}
        theme={theme}
        format={(value) => (value === 0 ? '' : format.signedWhole(value))}
        cellLabel={(row, column) => t('compare.cellDifference', words(row, column))}
        rowLabel={(row) => names[row] ?? ''}
        onCell={() => undefined}
        onRow={() => undefined}
        words={{
          zoomIn: t('measure.zoomIn'),
          zoomOut: t('measure.zoomOut'),
          whole: t('measure.whole'),
          help: t('compare.matrixHelp', { first: one, second: other }),
        }}
      />
    </details>
  );
}
