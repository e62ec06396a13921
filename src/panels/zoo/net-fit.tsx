import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { judgeFit } from '#models/fit.ts';
import type { Graph } from '#models/graph.ts';
import { findArchitecture } from '#models/registry.ts';
import { useApp } from '#panels/shared/app-context.ts';
import { FitMeter } from '#panels/shared/fit-meter.tsx';
import { useFormat } from '#panels/shared/format.ts';
import styles from './net-page.module.css';

/** Whether the net in this form could be trained on this computer, with the batch and optimiser of its recipe. */
export function NetFit({ graph }: { readonly graph: Graph }) {
  const { t } = useTranslation();
  const format = useFormat();
  const backend = useApp((state) => state.engine.backend);
  const { batchSize, optimizer } = findArchitecture(graph.id).recipe;
  const fit = useMemo(
    () => (backend?.memory && judgeFit(graph, batchSize, optimizer, backend.memory)) ?? undefined,
    [graph, batchSize, optimizer, backend],
  );
  if (backend === undefined || fit === undefined) return null;
  const { verdict, estimate, limitBytes, largeTensor } = fit;
  const figures =
    largeTensor === undefined
      ? { needed: format.bytes(estimate.training), limit: format.bytes(limitBytes) }
      : { needed: format.bytes(largeTensor.bytes), limit: format.bytes(largeTensor.limitBytes) };
  const key = largeTensor === undefined ? verdict : 'largeTensor';
  return (
    <div>
      <FitMeter fit={fit} />
      <p className={styles['note']}>
        {t('net.fitFor', {
          batchSize: format.whole(batchSize),
          optimizer: t(`train.optimizers.${optimizer}`),
          backend: t(`backend.${backend.name}`),
        })}{' '}
        {key !== 'fits' && t(`fit.verdict.${key}`, { ...figures, layer: largeTensor?.layer ?? '' })}
      </p>
    </div>
  );
}
