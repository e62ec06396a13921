import { Button } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '#panels/shared/format.ts';
import { useRunName } from '#panels/shared/run-name.ts';
import { useColorScheme } from '#panels/shared/use-color-scheme.ts';
import { type Confusion, confusedPairs, countOf, orderByConfusion } from '#store/measures/confusion.ts';
import type { Choice } from '#store/measures/mistakes.ts';
import type { Run } from '#store/run.ts';
import { Card } from '#ui/card.tsx';
import { HeatMap } from '#ui/heat-map.tsx';
import { ScrollTable } from '#ui/scroll-table.tsx';
import { Select } from '#ui/select.tsx';
import styles from './evaluate-place.module.css';

/** So many pairs of classes stand in the table. */
const PAIRS = 20;
/** So many classes can be found by their own order. */
const FEW = 30;

type Order = 'own' | 'confusion';

export interface MatrixProps {
  readonly run: Run;
  readonly confusion: Confusion;
  readonly names: readonly string[];
  readonly onChoice: (choice: Choice) => void;
}

export function Matrix({ run, confusion, names, onChoice }: MatrixProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const runName = useRunName();
  const theme = useColorScheme();
  const { classes } = confusion;
  const [order, setOrder] = useState<Order>(classes > FEW ? 'confusion' : 'own');
  const places = useMemo(
    () => (order === 'own' ? Array.from({ length: classes }, (_, i) => i) : orderByConfusion(confusion)),
    [order, classes, confusion],
  );
  const name = (index: number) => names[index] ?? String(index);
  return (
    <Card title={t('evaluate.confusion')}>
      <div className={styles['row']}>
        <p className={styles['note']}>
          {runName(run)}. {t('evaluate.confusionHelp')}
        </p>
        {classes > 2 && (
          <Select
            label={t('measure.order')}
            value={order}
            options={[
              { value: 'own', label: t('measure.order_own') },
              { value: 'confusion', label: t('measure.order_confusion') },
            ]}
            onChange={setOrder}
          />
        )}
      </div>
      <HeatMap
        label={t('evaluate.confusion')}
        rowTitle={t('evaluate.truth')}
        columnTitle={t('evaluate.said')}
        names={names}
        values={confusion.counts}
        order={places}
        theme={theme}
        format={format.whole}
        cellLabel={(row, column) =>
          t('measure.cell', {
            count: countOf(confusion, row, column),
            total: format.whole(confusion.images[row] ?? 0),
            truth: name(row),
            said: name(column),
          })
        }
        rowLabel={(row) => t('evaluate.allOf', { name: name(row) })}
        onCell={(trueClass, predictedClass) => onChoice({ trueClass, predictedClass })}
        onRow={(trueClass) => onChoice({ trueClass })}
        words={{
          zoomIn: t('measure.zoomIn'),
          zoomOut: t('measure.zoomOut'),
          whole: t('measure.whole'),
          help: t('measure.zoomHelp'),
        }}
      />
      <MostConfused confusion={confusion} name={name} onChoice={onChoice} />
    </Card>
  );
}

interface MostConfusedProps extends Pick<MatrixProps, 'confusion' | 'onChoice'> {
  readonly name: (index: number) => string;
}

function MostConfused({ confusion, name, onChoice }: MostConfusedProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const pairs = useMemo(() => confusedPairs(confusion).slice(0, PAIRS), [confusion]);
  if (pairs.length === 0) return null;
  return (
    <details>
      <summary>{t('evaluate.mostConfused')}</summary>
      <ScrollTable
        caption={t('evaluate.mostConfused')}
        columns={[t('evaluate.truth'), t('evaluate.said'), t('evaluate.images'), t('evaluate.mistakes')]}
        rows={pairs.map(({ trueClass, predictedClass, count }) => [
          name(trueClass),
          name(predictedClass),
          format.whole(count),
          <Button
            key="show"
            size="xs"
            variant="default"
            aria-label={t('evaluate.mistakesOf', { truth: name(trueClass), said: name(predictedClass) })}
            onClick={() => onChoice({ trueClass, predictedClass })}
          >
            {t('evaluate.show')}
          </Button>,
        ])}
      />
    </details>
  );
}
