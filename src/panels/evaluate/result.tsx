import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { findArchitecture } from '#models/registry.ts';
import { useClassNames } from '#panels/shared/class-names.ts';
import { useDatasetName } from '#panels/shared/dataset-name.ts';
import { useFormat } from '#panels/shared/format.ts';
import { useAdaptation, useNetName } from '#panels/shared/net-name.ts';
import { useProtocolText } from '#panels/shared/net-protocol.ts';
import { useRunName } from '#panels/shared/run-name.ts';
import { RunVerdict } from '#panels/shared/run-verdict.tsx';
import { imagesOf } from '#store/images.ts';
import type { Run } from '#store/run.ts';
import type { RunResult } from '#store/runs.ts';
import { judge } from '#store/verdict.ts';
import { Card } from '#ui/card.tsx';
import { Notice } from '#ui/notice.tsx';
import { ScrollTable } from '#ui/scroll-table.tsx';
import { onlyAnswer, sum } from './confused.ts';
import styles from './evaluate-place.module.css';

export interface ResultProps extends RunResult {
  readonly isOfCurrent: boolean;
}

/** The measured figures, and the published ones beside them with what stands behind each. */
export function Result({ run, result, isOfCurrent }: ResultProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const protocolText = useProtocolText();
  const datasetName = useDatasetName();
  const { model, dataset } = run.config;
  const images = imagesOf(dataset, run.data);
  const name = useNetName()(model, images);
  const adaptation = useAdaptation(model, images);
  const { published } = findArchitecture(model.id);
  const split = t(`evaluate.splits.${result.split}`).toLowerCase();
  const top5 = result.top5Error === undefined ? '–' : format.error(result.top5Error);
  const figures: readonly (readonly [string, string])[] = [
    [t('evaluate.top1'), format.error(result.top1Error)],
    [t('evaluate.top5'), top5],
    [t('evaluate.loss'), format.loss(result.loss)],
    [t('evaluate.images'), format.whole(result.images)],
    [t('evaluate.time'), format.duration(result.elapsedMs)],
  ];
  const percent = (value: number | undefined) => (value === undefined ? '–' : format.error(value / 100));
  return (
    <Card title={t('evaluate.result', { split })}>
      <Origin run={run} step={result.step} isOfCurrent={isOfCurrent} />
      <dl className={styles['figures']}>
        {figures.map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {result.top5Error === undefined && <p>{t('evaluate.noTop5')}</p>}
      <Doubts run={run} result={result} />
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
            datasetName(dataset),
            format.error(result.top1Error),
            top5,
            t('evaluate.protocolHere', { split }),
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
  const note: string | undefined = !isOfCurrent
    ? t('evaluate.earlierRun')
    : step < run.step || run.status === 'running'
      ? t('evaluate.earlierStep')
      : step < totalSteps
        ? t('evaluate.unfinished')
        : undefined;
  return (
    <>
      <p>
        {t('evaluate.of', { run: runName(run), ...steps })}{' '}
        {t('evaluate.recipe', {
          epochs: format.whole(recipe.epochs),
          batchSize: format.whole(recipe.batchSize),
          optimizer: t(`train.choices.optimizer.${recipe.optimizer}`),
          learningRate: format.short(recipe.learningRate),
          seed,
        })}
      </p>
      {note !== undefined && <Notice kind="info">{note}</Notice>}
    </>
  );
}

/** What makes the figures worth little: a net that has learned nothing, or gives no number. */
function Doubts({ run, result }: RunResult) {
  const { t } = useTranslation();
  const names = useClassNames(run.data);
  const { confusion, images } = result;
  // A thousand classes have a million cells.
  const { verdict, answer, answered } = useMemo(() => {
    const histogram = result.confusion.map(sum);
    return {
      verdict: judge(result, histogram),
      answer: onlyAnswer(result.confusion),
      answered: sum(histogram),
    };
  }, [result]);
  return (
    <>
      {verdict !== undefined && (
        <RunVerdict
          verdict={verdict}
          score={result}
          classes={confusion.length}
          onlyAnswer={answer === undefined ? undefined : (names[answer] ?? String(answer))}
        />
      )}
      {answered < images && (
        <Notice kind="info">{t('evaluate.withoutAnswer', { count: images - answered })}</Notice>
      )}
    </>
  );
}
