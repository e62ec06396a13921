import { useTranslation } from 'react-i18next';
import { findArchitecture } from '#models/registry.ts';
import { useDatasetName } from '#panels/shared/dataset-name.ts';
import { useFormat } from '#panels/shared/format.ts';
import { useNetName } from '#panels/shared/net-name.ts';
import { useProtocolText } from '#panels/shared/net-protocol.ts';
import { cropsOf } from '#protocol/evaluation.ts';
import { imagesOf } from '#store/images.ts';
import type { RunResult } from '#store/runs.ts';
import { Card } from '#ui/card.tsx';
import { ScrollTable } from '#ui/scroll-table.tsx';

/** The measured errors, and the published ones beside them with what stands behind each. */
export function Published({ run, result }: RunResult) {
  const { t } = useTranslation();
  const format = useFormat();
  const protocolText = useProtocolText();
  const datasetName = useDatasetName();
  const { model, dataset } = run.config;
  const name = useNetName()(model, imagesOf(dataset, run.data));
  const { published } = findArchitecture(model.id);
  const split = t(`evaluate.splits.${result.split}`).toLowerCase();
  const percent = (value: number | undefined) => (value === undefined ? '–' : format.error(value / 100));
  return (
    <Card title={t('evaluate.comparison')}>
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
            datasetName(dataset),
            format.error(result.top1Error),
            result.top5Error === undefined ? '–' : format.error(result.top5Error),
            t(`measure.protocol_${cropsOf(result)}`, { split }),
          ],
          ...published.map((entry) => [
            entry.source,
            entry.dataset,
            percent(entry.top1Error),
            percent(entry.top5Error),
            protocolText(entry, model.id),
          ]),
        ]}
      />
    </Card>
  );
}
