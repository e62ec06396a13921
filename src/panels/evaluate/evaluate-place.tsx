import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '#panels/shared/app-context.ts';
import { Drawing } from '#panels/shared/drawing.tsx';
import { PlaceLink } from '#panels/shared/place-link.tsx';
import { shownResult } from '#store/evaluation.ts';
import { isActive } from '#store/run.ts';
import { currentRun, measurableRun, resultKey } from '#store/runs.ts';
import { Notice } from '#ui/notice.tsx';
import { Confusion } from './confusion.tsx';
import styles from './evaluate-place.module.css';
import { Measure } from './measure.tsx';
import { Result } from './result.tsx';
import { ResultChoice } from './result-choice.tsx';

export default function EvaluatePlace() {
  const { t } = useTranslation();
  const runs = useApp((state) => state.runs);
  const evaluation = useApp((state) => state.evaluation);
  const shown = useMemo(() => shownResult(runs, evaluation), [runs, evaluation]);
  const measurable = measurableRun(runs);
  // A drawing is made like those of MNIST: grey.
  const canDraw = measurable?.data?.channels === 1;
  return (
    <div className={styles['place']}>
      <h1>{t('evaluate.title')}</h1>
      {measurable === undefined ? (
        <NothingToMeasure isRunning={isActive(currentRun(runs))} />
      ) : (
        <Measure run={measurable} />
      )}
      {shown !== undefined && <ResultChoice shown={shown} />}
      {shown !== undefined && <Result {...shown} isOfCurrent={shown.run.id === runs.currentId} />}
      {shown !== undefined && <Confusion key={resultKey(shown)} {...shown} />}
      {measurable !== undefined && canDraw && <Drawing key={measurable.id} run={measurable} />}
    </div>
  );
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
