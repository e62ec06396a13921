import { useTranslation } from 'react-i18next';
import { findArchitecture } from '#models/registry.ts';
import { useApp } from '#panels/shared/app-context.ts';
import { useFormat } from '#panels/shared/format.ts';
import { useAdaptation, useNetName } from '#panels/shared/net-name.ts';
import { useProtocolText } from '#panels/shared/net-protocol.ts';
import type { EvaluationResult } from '#protocol/evaluation.ts';
import { Card } from '#ui/card.tsx';
import { ScrollTable } from '#ui/scroll-table.tsx';
import styles from './evaluate-place.module.css';

/** The measured figures, and the published ones beside them with what stands behind each. */
export function Result({ result }: { readonly result: EvaluationResult }) {
  const { t } = useTranslation();
  const format = useFormat();
  const protocolText = useProtocolText();
  const config = useApp((state) => state.run.config ?? state.draft);
  const name = useNetName()(config.model);
  const adaptation = useAdaptation(config.model);
  const { published } = findArchitecture(config.model.id);
  const split = t(`evaluate.splits.${result.split}`).toLowerCase();
  const figures: readonly (readonly [string, string])[] = [
    [t('evaluate.top1'), format.error(result.top1Error)],
    [t('evaluate.top5'), format.error(result.top5Error)],
    [t('evaluate.loss'), format.loss(result.loss)],
    [t('evaluate.images'), format.whole(result.images)],
    [t('evaluate.time'), format.duration(result.elapsedMs)],
  ];
  const percent = (value: number | undefined) => (value === undefined ? '–' : format.error(value / 100));
  return (
    <Card title={t('evaluate.result', { split })}>
      <dl className={styles['figures']}>
        {figures.map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {adaptation !== undefined && <p>{adaptation}</p>}
      <ScrollTable
        caption={t('evaluate.comparison')}
        columns={[
          t('evaluate.whose'),
          t('evaluate.dataset'),
          t('evaluate.top1'),
          t('evaluate.top5'),
          t('evaluate.protocol'),
        ]}
        rows={[
          [
            t('evaluate.here', { name }),
            t(`dataset.${config.dataset.id}`),
            format.error(result.top1Error),
            format.error(result.top5Error),
            t('evaluate.protocolHere', { split }),
          ],
          ...published.map((entry) => [
            entry.source,
            entry.dataset,
            percent(entry.top1Error),
            percent(entry.top5Error),
            protocolText(entry, config.model.id),
          ]),
        ]}
      />
    </Card>
  );
}
