import { useTranslation } from 'react-i18next';
import { useActions, useApp } from '#panels/shared/app-context.ts';
import { formatPermalink } from '#store/permalink.ts';
import { hasNet } from '#store/run.ts';
import { Notice } from '#ui/notice.tsx';
import { Confusion } from './confusion.tsx';
import { Drawing } from './drawing.tsx';
import styles from './evaluate-place.module.css';
import { Measure } from './measure.tsx';
import { Result } from './result.tsx';

export default function EvaluatePlace() {
  const { t } = useTranslation();
  const run = useApp((state) => state.run);
  const result = useApp((state) => state.evaluation.result);
  const resultRunId = useApp((state) => state.evaluation.resultRunId);
  const isReady = hasNet(run);
  return (
    <div className={styles['place']}>
      <h1>{t('evaluate.title')}</h1>
      {isReady ? <Measure /> : <NothingToMeasure isRunning={run.totalSteps > 0 && run.status !== 'failed'} />}
      {result !== undefined && resultRunId !== run.runId && (
        <Notice kind="info">{t('evaluate.stale')}</Notice>
      )}
      {result !== undefined && <Result result={result} />}
      {result !== undefined && <Confusion key={resultRunId + result.split} result={result} />}
      {isReady && <Drawing key={run.runId} />}
    </div>
  );
}

function NothingToMeasure({ isRunning }: { readonly isRunning: boolean }) {
  const { t } = useTranslation();
  const { goTo } = useActions();
  const config = useApp((state) => state.draft);
  if (isRunning) return <Notice kind="info">{t('evaluate.busy')}</Notice>;
  return (
    <p className={styles['empty']}>
      {t('evaluate.empty')}{' '}
      <a
        href={formatPermalink({ place: 'train', config })}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          goTo('train');
        }}
      >
        {t('evaluate.toTrain')}
      </a>
    </p>
  );
}
