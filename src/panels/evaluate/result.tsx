import { useTranslation } from 'react-i18next';
import { useErrorInterval } from '#panels/results/error-interval.ts';
import { useFormat } from '#panels/shared/format.ts';
import { useAdaptation } from '#panels/shared/net-name.ts';
import { useRunName } from '#panels/shared/run-name.ts';
import { cropsOf } from '#protocol/evaluation.ts';
import { imagesOf } from '#store/images.ts';
import type { Run } from '#store/run.ts';
import type { RunResult } from '#store/runs.ts';
import { Card } from '#ui/card.tsx';
import { Notice } from '#ui/notice.tsx';
import styles from './evaluate-place.module.css';

export interface ResultProps extends RunResult {
  readonly isOfCurrent: boolean;
}

/** How often a net is right, large, with how far that can be trusted. */
export function Result({ run, result, isOfCurrent }: ResultProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const intervalText = useErrorInterval();
  const { model, dataset } = run.config;
  const adaptation = useAdaptation(model, imagesOf(dataset, run.data));
  const split = t(`evaluate.splits.${result.split}`).toLowerCase();
  const { images, top1Error, top5Error, loss, elapsedMs } = result;
  const figures: readonly (readonly [string, string, string?])[] = [
    [t('evaluate.top1'), format.error(top1Error), intervalText(top1Error, images)],
    top5Error === undefined
      ? [t('evaluate.top5'), '–']
      : [t('evaluate.top5'), format.error(top5Error), intervalText(top5Error, images)],
    [t('evaluate.loss'), format.loss(loss)],
    [t('evaluate.images'), format.whole(images)],
    [t('evaluate.time'), format.duration(elapsedMs)],
  ];
  return (
    <Card title={t('evaluate.result', { split })}>
      <p className={styles['right']}>
        <span className={styles['figure']}>{format.error(1 - top1Error)}</span> {t('measure.right')}
      </p>
      <dl className={styles['figures']}>
        {figures.map(([term, value, interval]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
            {interval !== undefined && <dd className={styles['interval']}>{interval}</dd>}
          </div>
        ))}
      </dl>
      {top5Error === undefined && <p>{t('evaluate.noTop5')}</p>}
      <Origin run={run} step={result.step} isOfCurrent={isOfCurrent} />
      {cropsOf(result) === 'tenCrops' && <p className={styles['note']}>{t('measure.tenCrops')}</p>}
      {adaptation !== undefined && <p className={styles['note']}>{adaptation}</p>}
    </Card>
  );
}

interface OriginProps {
  readonly run: Run;
  readonly step: number;
  readonly isOfCurrent: boolean;
}

/** Which net was measured, at which step of which training. */
function Origin({ run, step, isOfCurrent }: OriginProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const runName = useRunName();
  const { recipe, seed } = run.config;
  const totalSteps = run.plan?.totalSteps ?? step;
  const steps = { step: format.whole(step), steps: format.whole(totalSteps) };
  const isFromFile = run.origin !== undefined && step === 0;
  const note: string | undefined = !isOfCurrent
    ? t('evaluate.earlierRun')
    : isFromFile
      ? undefined
      : step < run.step || run.status === 'running'
        ? t('evaluate.earlierStep')
        : step < totalSteps
          ? t('evaluate.unfinished')
          : undefined;
  return (
    <>
      <p className={styles['note']}>
        {isFromFile ? (
          t('weights.of', { run: runName(run), file: run.origin.file })
        ) : (
          <>
            {t('evaluate.of', { run: runName(run), ...steps })}{' '}
            {t('evaluate.recipe', {
              epochs: format.whole(recipe.epochs),
              batchSize: format.whole(recipe.batchSize),
              optimizer: t(`train.choices.optimizer.${recipe.optimizer}`),
              learningRate: format.short(recipe.learningRate),
              seed,
            })}
          </>
        )}
      </p>
      {note !== undefined && <Notice kind="info">{note}</Notice>}
    </>
  );
}
