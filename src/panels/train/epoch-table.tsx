import { useTranslation } from 'react-i18next';
import { useCurrentRun } from '#panels/shared/current-run.tsx';
import { useFormat } from '#panels/shared/format.ts';
import { useRunName } from '#panels/shared/run-name.ts';
import { Card } from '#ui/card.tsx';
import { ScrollTable } from '#ui/scroll-table.tsx';

/** The run's epochs in figures. */
export function EpochTable() {
  const { t } = useTranslation();
  const run = useCurrentRun();
  const runName = useRunName();
  const format = useFormat();
  if (run === undefined || run.epochs.length === 0) return null;
  return (
    <Card title={t('train.epochsTable')}>
      <p>{runName(run)}</p>
      <ScrollTable
        caption={t('train.epochsTable')}
        columns={[
          t('train.epoch'),
          t('train.trainingLoss'),
          t('train.trainingError'),
          t('train.validationLoss'),
          t('train.validationError'),
          t('train.time'),
        ]}
        rows={run.epochs.map(({ epoch, training, validation, elapsedMs }) => [
          format.whole(epoch),
          format.loss(training.loss),
          format.error(training.top1Error),
          validation === undefined ? '–' : format.loss(validation.loss),
          validation === undefined ? '–' : format.error(validation.top1Error),
          format.duration(elapsedMs),
        ])}
      />
    </Card>
  );
}
