import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp, useAppStore } from '#panels/shared/app-context.ts';
import { useErrorText } from '#panels/shared/error-text.tsx';
import { useFormat } from '#panels/shared/format.ts';
import { RunVerdict } from '#panels/shared/run-verdict.tsx';
import type { Reading } from '#store/live.ts';
import type { Run } from '#store/run.ts';
import { currentRun } from '#store/runs.ts';
import { judgeRun } from '#store/verdict.ts';
import { LiveProgress } from '#ui/live-progress.tsx';
import { LiveText } from '#ui/live-text.tsx';
import { Notice } from '#ui/notice.tsx';
import styles from './train-place.module.css';

/** How far the run is and how fast, or why it failed. */
export function RunProgress() {
  const run = useApp((state) => currentRun(state.runs));
  const errorText = useErrorText();
  if (run === undefined) return null;
  if (run.status === 'failed' && run.error !== undefined) {
    return <Notice kind="error">{errorText(run.error)}</Notice>;
  }
  if (run.plan === undefined) return null;
  return (
    <>
      <Readings run={run} totalSteps={run.plan.totalSteps} />
      <LearnedNothing run={run} />
    </>
  );
}

function Readings({ run, totalSteps }: { readonly run: Run; readonly totalSteps: number }) {
  const { t } = useTranslation();
  const { state } = useAppStore();
  const format = useFormat();
  const { epochs } = run.config.recipe;
  const useReading = (write: (reading: Reading) => string) =>
    // biome-ignore lint/correctness/useExhaustiveDependencies: each writer depends on the language and the run
    useCallback(() => {
      const { reading } = state.getState().live;
      return reading === undefined ? '' : write(reading);
    }, [state, t, format, run.config]);
  const readings = [
    useReading(({ epoch }) => t('train.epochOf', { epoch, epochs })),
    useReading(({ loss }) => t('train.lossNow', { loss: format.loss(loss) })),
    useReading(({ imagesPerSecond }) => t('train.speed', { rate: format.whole(imagesPerSecond) })),
    useReading(({ remainingMs }) =>
      remainingMs > 0 ? t('train.remaining', { duration: format.duration(remainingMs) }) : '',
    ),
  ];
  const readStep = useCallback(() => state.getState().live.reading?.step ?? 0, [state]);
  return (
    <div>
      <LiveProgress
        label={t('train.progress')}
        total={totalSteps}
        subscribe={state.subscribe}
        read={readStep}
      />
      <div className={styles['readings']}>
        {readings.map((read, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list is fixed
          <LiveText key={index} subscribe={state.subscribe} read={read} />
        ))}
      </div>
    </div>
  );
}

function LearnedNothing({ run }: { readonly run: Run }) {
  const verdict = judgeRun(run);
  const last = run.epochs.at(-1);
  if (verdict === undefined || last === undefined) return null;
  const classes = run.data?.classNames.length ?? 0;
  return <RunVerdict verdict={verdict} score={last.validation ?? last.training} classes={classes} />;
}
