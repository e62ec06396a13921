import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Graph } from '#models/graph.ts';
import { judgeFit } from '#models/memory/fit.ts';
import { findArchitecture } from '#models/registry.ts';
import { useApp } from '#panels/shared/app-context.ts';
import { FitMeter } from '#panels/shared/fit-meter.tsx';
import { useFitText } from '#panels/shared/fit-text.ts';
import { useFormat } from '#panels/shared/format.ts';
import { fittingNet, freeForm } from '#store/fit.ts';
import type { NetForm } from '#store/net-form.ts';
import styles from './net-page.module.css';

interface NetFitProps {
  readonly form: NetForm;
  readonly graph: Graph;
}

/** Whether the net in this form could be trained on this computer, and else what could, with its recipe's optimiser. */
export function NetFit({ form, graph }: NetFitProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const text = useFitText();
  const backend = useApp((state) => state.engine.backend);
  const { batchSize, optimizer } = findArchitecture(form.id).recipe;
  const judged = useMemo(() => {
    if (backend?.memory === undefined) return undefined;
    const fit = judgeFit(graph, batchSize, optimizer, backend.memory);
    return { fit, fitting: fit.verdict === 'fits' ? undefined : fittingNet(form, backend.memory) };
  }, [form, graph, batchSize, optimizer, backend]);
  if (backend === undefined || judged === undefined) return null;
  const { fit, fitting } = judged;
  return (
    <div>
      <FitMeter fit={fit} />
      <p className={styles['note']}>
        {t('net.fitFor', {
          batchSize: format.whole(batchSize),
          optimizer: t(`train.choices.optimizer.${optimizer}`),
          backend: t(`backend.${backend.name}`),
        })}{' '}
        {text.verdict(fit)}{' '}
        {fitting !== undefined && t('net.fitWith', { changes: text.changes(freeForm(form), fitting) })}
      </p>
    </div>
  );
}
