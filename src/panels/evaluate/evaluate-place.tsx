import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '#panels/shared/app-context.ts';
import { useErrorText } from '#panels/shared/error-text.tsx';
import { PlaceLink } from '#panels/shared/place-link.tsx';
import { useAnswers } from '#panels/shared/use-answers.ts';
import { WeightsCard } from '#panels/weights/weights-card.tsx';
import { shownResult } from '#store/evaluation.ts';
import { isActive } from '#store/run.ts';
import { currentRun, measurableRun, type RunResult, resultKey } from '#store/runs.ts';
import { Notice } from '#ui/notice.tsx';
import { AskNet } from './ask-net.tsx';
import { Breakdown } from './breakdown.tsx';
import styles from './evaluate-place.module.css';
import { Measure } from './measure.tsx';
import { Published } from './published.tsx';
import { Result } from './result.tsx';
import { ResultChoice } from './result-choice.tsx';

export default function EvaluatePlace() {
  const { t } = useTranslation();
  const runs = useApp((state) => state.runs);
  const evaluation = useApp((state) => state.evaluation);
  const shown = useMemo(() => shownResult(runs, evaluation), [runs, evaluation]);
  const measurable = measurableRun(runs);
  return (
    <div className={styles['place']}>
      <div className={styles['row']}>
        <h1 className={styles['title']}>{t('evaluate.title')}</h1>
        {shown !== undefined && <ResultChoice shown={shown} />}
        {measurable !== undefined && <Measure run={measurable} />}
      </div>
      {measurable === undefined && <NothingToMeasure isRunning={isActive(currentRun(runs))} />}
      <div className={styles['top']}>
        {shown !== undefined && <Result {...shown} isOfCurrent={shown.run.id === runs.currentId} />}
        {measurable !== undefined && <AskNet key={measurable.id} run={measurable} />}
      </div>
      {shown !== undefined && <Answered key={resultKey(shown)} {...shown} />}
      {shown !== undefined && <Published {...shown} />}
      <WeightsCard />
    </div>
  );
}

/** What follows from the answers to each image, once they are there. */
function Answered(shown: RunResult) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const { answers, error } = useAnswers(shown.run.id, shown.result);
  if (error !== undefined) return <Notice kind="info">{errorText(error)}</Notice>;
  if (answers === undefined) return <p>{t('measure.reading')}</p>;
  return <Breakdown {...shown} answers={answers} />;
}

function NothingToMeasure({ isRunning }: { readonly isRunning: boolean }) {
  const { t } = useTranslation();
  if (isRunning) return <Notice kind="info">{t('evaluate.busy')}</Notice>;
  return (
    <p className={styles['empty']}>
      {t('evaluate.empty')} <PlaceLink place="train">{t('evaluate.toTrain')}</PlaceLink>
    </p>
  );
}
