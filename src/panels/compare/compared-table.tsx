import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { findArchitecture } from '#models/registry.ts';
import { useErrorInterval } from '#panels/results/error-interval.ts';
import { useActions, useApp } from '#panels/shared/app-context.ts';
import { useFormat } from '#panels/shared/format.ts';
import { useProtocolText } from '#panels/shared/net-protocol.ts';
import { cropsOf } from '#protocol/evaluation.ts';
import type { ComparedRun, MeasuredError } from '#store/compared-run.ts';
import { Card } from '#ui/card.tsx';
import { ScrollTable } from '#ui/scroll-table.tsx';
import { Select } from '#ui/select.tsx';
import styles from './compare-place.module.css';
import type { RunLabels } from './use-run-labels.ts';

const ORDERS = ['chosen', 'top1', 'top5', 'params', 'multiplyAdds', 'epochMs', 'memoryBytes'] as const;
type Order = (typeof ORDERS)[number];

function sortValue(row: ComparedRun, order: Order): number {
  if (order === 'chosen') return 0;
  const value = order === 'top1' || order === 'top5' ? row[order]?.error : row[order];
  return value ?? Infinity;
}

export interface ComparedProps {
  readonly runs: readonly ComparedRun[];
  readonly labels: RunLabels;
  readonly netIds: readonly string[];
}

/** Measured figures, and published errors in a column and rows of their own with what stands behind them. */
export function ComparedTable({ runs, labels, netIds }: ComparedProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const protocolText = useProtocolText();
  const { pinBaseline } = useActions();
  const baselineId = useApp((state) => state.compare.baselineId);
  const [order, setOrder] = useState<Order>('chosen');
  const baseline = runs.find(({ run }) => run.id === baselineId);
  const sorted = runs.toSorted((a, b) => sortValue(a, order) - sortValue(b, order) || 0);
  const none = '–';
  const text = (value: number | undefined, write: (value: number) => string) =>
    value === undefined || !Number.isFinite(value) ? none : write(value);
  const percent = (value: number | undefined) => text(value, format.published);
  const publishedOf = (id: string) =>
    findArchitecture(id).published.map((entry) =>
      t('compare.publishedText', {
        error: [
          entry.top1Error === undefined ? '' : t('compare.top1Text', { error: percent(entry.top1Error) }),
          entry.top5Error === undefined ? '' : t('compare.top5Text', { error: percent(entry.top5Error) }),
        ]
          .filter((part) => part !== '')
          .join(', '),
        dataset: entry.dataset,
        protocol: protocolText(entry, id),
      }),
    );
  const rows = sorted.map((row): readonly ReactNode[] => {
    const { run, split, images, params, multiplyAdds, epochMs, imagesPerSecond, memoryBytes } = row;
    const isBaseline = run.id === baselineId;
    const crops = row.result && cropsOf(row.result);
    return [
      <span key="name">
        {labels[run.id]}
        <br />
        <Button
          size="compact-xs"
          variant={isBaseline ? 'filled' : 'default'}
          aria-pressed={isBaseline}
          aria-label={t('compare.pin', { run: labels[run.id] })}
          onClick={() => pinBaseline(run.id)}
        >
          {t('compare.baseline')}
        </Button>
      </span>,
      <ErrorCell
        key="top1"
        of={row.top1}
        against={isBaseline ? undefined : baseline?.top1}
        images={images}
      />,
      <ErrorCell
        key="top5"
        of={row.top5}
        against={isBaseline ? undefined : baseline?.top5}
        images={images}
      />,
      split === undefined
        ? none
        : t(crops === 'tenCrops' ? 'compare.splitTenCrops' : 'compare.splitOneCrop', {
            split: t(`evaluate.splits.${split}`),
            count: images ?? 0,
          }),
      text(params, format.compact),
      text(multiplyAdds, format.compact),
      text(epochMs, format.duration),
      text(imagesPerSecond, format.whole),
      text(memoryBytes, format.bytes),
      run.backend.name,
      <ul key="published" className={styles['published']}>
        {publishedOf(run.config.model.id).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>,
    ];
  });
  const blank = Array<string>(9).fill(none);
  const publishedRows = netIds.map((id): readonly ReactNode[] => [
    t('compare.asPublished', { name: findArchitecture(id).name }),
    ...blank,
    <ul key="published" className={styles['published']}>
      {publishedOf(id).map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>,
  ]);
  return (
    <Card title={t('compare.table')}>
      {runs.length > 1 && (
        <div className={styles['row']}>
          <Select
            label={t('compare.order')}
            value={order}
            options={ORDERS.map((value) => ({ value, label: t(`compare.order_${value}`) }))}
            onChange={setOrder}
          />
          <p className={styles['note']}>{t('compare.tableHelp')}</p>
        </div>
      )}
      <ScrollTable
        caption={t('compare.table')}
        columns={[
          t('compare.net'),
          t('compare.measuredTop1'),
          t('compare.measuredTop5'),
          t('compare.measuredOn'),
          t('compare.params'),
          t('compare.multiplyAdds'),
          t('compare.epochTime'),
          t('compare.speed'),
          t('compare.memory'),
          t('compare.backend'),
          t('compare.publishedTitle'),
        ]}
        rows={[...rows, ...publishedRows]}
      />
    </Card>
  );
}

interface ErrorCellProps {
  readonly of: MeasuredError | undefined;
  readonly against: MeasuredError | undefined;
  readonly images: number | undefined;
}

/** An error with its interval, and its difference to the baseline's in percentage points. */
function ErrorCell({ of, against, images }: ErrorCellProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const intervalText = useErrorInterval();
  if (of === undefined) return '–';
  const difference = against === undefined ? undefined : of.error - against.error;
  return (
    <span className={styles['error']}>
      <strong>{format.error(of.error)}</strong>
      {images !== undefined && <span className={styles['interval']}>{intervalText(of.error, images)}</span>}
      {difference !== undefined && (
        <span>{t('compare.points', { difference: format.signed(100 * difference) })}</span>
      )}
    </span>
  );
}
