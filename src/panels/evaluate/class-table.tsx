import { Button, TextInput } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorInterval } from '#panels/results/error-interval.ts';
import { useFormat } from '#panels/shared/format.ts';
import type { Answers } from '#protocol/evaluation.ts';
import type { Confusion } from '#store/measures/confusion.ts';
import type { Choice } from '#store/measures/mistakes.ts';
import { type ClassScore, classScores, meanOverClasses } from '#store/measures/per-class.ts';
import { Card } from '#ui/card.tsx';
import { ScrollTable } from '#ui/scroll-table.tsx';
import { Select } from '#ui/select.tsx';
import styles from './evaluate-place.module.css';

/** Of more classes so many are shown at a time. */
const PAGE = 50;
const ORDERS = ['own', 'worst', 'best'] as const;
type Order = (typeof ORDERS)[number];

const SORT: Readonly<Record<Order, (a: ClassScore, b: ClassScore) => number>> = {
  own: (a, b) => a.trueClass - b.trueClass,
  worst: (a, b) => (b.top1Error ?? -1) - (a.top1Error ?? -1),
  best: (a, b) => (a.top1Error ?? 2) - (b.top1Error ?? 2),
};

export interface ClassTableProps {
  readonly answers: Answers;
  readonly confusion: Confusion;
  readonly names: readonly string[];
  readonly onChoice: (choice: Choice) => void;
}

/** How the net does on each class, and on the mean of them. */
export function ClassTable({ answers, confusion, names, onChoice }: ClassTableProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const intervalText = useErrorInterval();
  const scores = useMemo(() => classScores(answers, confusion), [answers, confusion]);
  const [order, setOrder] = useState<Order>(names.length > PAGE ? 'worst' : 'own');
  const [wanted, setWanted] = useState('');
  const [start, setStart] = useState(0);
  const found = useMemo(() => {
    const text = wanted.trim().toLowerCase();
    return scores
      .filter(({ trueClass }) => names[trueClass]?.toLowerCase().includes(text))
      .toSorted(SORT[order]);
  }, [scores, names, wanted, order]);
  const shown = found.slice(start, start + PAGE);
  const error = (value: number | undefined) => (value === undefined ? '–' : format.error(value));
  const hasTop5 = names.length > answers.best;
  const top5 = (value: number | undefined) => (hasTop5 ? [error(value)] : []);
  return (
    <Card title={t('measure.classes')}>
      {names.length > 2 && (
        <div className={styles['row']}>
          <Select
            label={t('measure.order')}
            value={order}
            options={ORDERS.map((value) => ({ value, label: t(`measure.classes_${value}`) }))}
            onChange={(value) => {
              setOrder(value);
              setStart(0);
            }}
          />
          <TextInput
            label={t('measure.find')}
            value={wanted}
            onChange={({ currentTarget: { value } }) => {
              setWanted(value);
              setStart(0);
            }}
          />
          {found.length > PAGE && (
            <>
              <Button
                variant="default"
                disabled={start === 0}
                onClick={() => setStart(Math.max(0, start - PAGE))}
              >
                {t('measure.previous')}
              </Button>
              <Button
                variant="default"
                disabled={start + PAGE >= found.length}
                onClick={() => setStart(start + PAGE)}
              >
                {t('measure.next')}
              </Button>
            </>
          )}
        </div>
      )}
      <ScrollTable
        caption={t('measure.classes')}
        columns={[
          t('measure.class'),
          t('evaluate.images'),
          t('measure.misses'),
          t('evaluate.top1'),
          t('measure.intervalTitle'),
          ...(hasTop5 ? [t('evaluate.top5')] : []),
          t('measure.precision'),
        ]}
        rows={shown.map(({ trueClass, images, top1Misses, top1Error, top5Error, precision }) => [
          <Button
            key="class"
            size="compact-sm"
            variant="subtle"
            aria-label={t('evaluate.allOf', { name: names[trueClass] ?? '' })}
            onClick={() => onChoice({ trueClass })}
          >
            {names[trueClass]}
          </Button>,
          format.whole(images),
          format.whole(top1Misses),
          error(top1Error),
          top1Error === undefined ? '–' : intervalText(top1Error, images),
          ...top5(top5Error),
          error(precision),
        ])}
        footer={[
          t('measure.meanOverClasses'),
          '',
          '',
          error(meanOverClasses(scores, 'top1Error')),
          '',
          ...top5(meanOverClasses(scores, 'top5Error')),
          '',
        ]}
      />
    </Card>
  );
}
