import { useCallback, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useAppStore } from '#panels/shared/app-context.ts';
import { useCurrentRun } from '#panels/shared/current-run.tsx';
import { useErrorText } from '#panels/shared/error-text.tsx';
import { useFormat } from '#panels/shared/format.ts';
import { useRunName } from '#panels/shared/run-name.ts';
import { RunVerdict } from '#panels/shared/run-verdict.tsx';
import { TermLine } from '#panels/shared/term-line.tsx';
import { isActive, type Run } from '#store/run.ts';
import type { Cell } from '#store/series.ts';
import { judgeRun } from '#store/verdict.ts';
import { LiveProgress } from '#ui/live-progress.tsx';
import { LiveText } from '#ui/live-text.tsx';
import { Notice } from '#ui/notice.tsx';
import { DivergenceNotice } from './divergence.tsx';
import { NextSteps } from './next-steps.tsx';
import styles from './run-figures.module.css';

/** How well the net does, how far the run is and how fast; or why it failed. */
export function RunFigures() {
  const run = useCurrentRun();
  const errorText = useErrorText();
  if (run === undefined) return null;
  if (run.status === 'failed' && run.error !== undefined) {
    return (
      <>
        {run.divergence === undefined ? (
          <Notice kind="error">{errorText(run.error)}</Notice>
        ) : (
          <DivergenceNotice run={run} divergence={run.divergence} />
        )}
        <NextSteps run={run} />
      </>
    );
  }
  if (run.plan === undefined) return null;
  return (
    <>
      <Figures run={run} totalSteps={run.plan.totalSteps} />
      <LearnedNothing run={run} />
    </>
  );
}

/** Before the first measurement on held-out images: the mean over so many training batches. */
const BATCHES = 20;

function recentMean(cells: readonly Cell[]): number | undefined {
  let sum = 0;
  let count = 0;
  for (let index = cells.length - 1; index >= 0 && count < BATCHES; index--) {
    const cell = cells[index];
    if (cell == null) continue;
    sum += cell;
    count += 1;
  }
  return count === 0 ? undefined : sum / count;
}

function Figures({ run, totalSteps }: { readonly run: Run; readonly totalSteps: number }) {
  const { t } = useTranslation();
  const store = useAppStore();
  const format = useFormat();
  const runName = useRunName();
  const { state } = store;
  const heldOutError = run.epochs.findLast(({ validation }) => validation !== undefined)?.validation
    ?.top1Error;
  const readError = useCallback(
    () => heldOutError ?? recentMean(store.curves.of(run.id).column('trainingError')),
    [heldOutError, store, run.id],
  );
  const readRight = useCallback(() => {
    const error = readError();
    return error === undefined ? '–' : format.steadyPercent(1 - error);
  }, [readError, format]);
  const readErrorText = useCallback(() => {
    const error = readError();
    return error === undefined ? '' : t('train.errorNow', { error: format.error(error) });
  }, [readError, format, t]);
  const readEpoch = useCallback(
    () =>
      t('train.epochOf', {
        epoch: state.getState().live.reading?.epoch ?? run.epoch,
        epochs: run.config.recipe.epochs,
      }),
    [state, t, run.epoch, run.config],
  );
  const readSpeed = useCallback(() => {
    const { reading } = state.getState().live;
    return reading === undefined ? '' : t('train.speed', { rate: format.whole(reading.imagesPerSecond) });
  }, [state, t, format]);
  const isUnderWay = isActive(run);
  const readTime = useCallback(() => {
    if (!isUnderWay) return t('train.took', { duration: format.duration(run.elapsedMs) });
    const { reading } = state.getState().live;
    return reading === undefined || reading.remainingMs <= 0
      ? ''
      : t('train.remaining', { duration: format.duration(reading.remainingMs) });
  }, [state, t, format, isUnderWay, run.elapsedMs]);
  const section = useFocusAtEnd(isUnderWay);
  const readStep = useCallback(() => state.getState().live.reading?.step ?? 0, [state]);
  const source = heldOutError === undefined ? 'training' : 'heldOut';
  return (
    <section ref={section} className={styles['figures']} aria-label={runName(run)}>
      <p className={styles['right']}>
        <LiveText className={styles['figure']} subscribe={state.subscribe} read={readRight} />
        <span className={styles['of']} data-of={source}>
          {t('train.right')}
          <br />
          {t(`train.rightOf_${source}`)}
        </span>
      </p>
      <div className={styles['facts']}>
        <strong>{runName(run)}</strong>
        <LiveText subscribe={state.subscribe} read={readErrorText} />
        <LiveText subscribe={state.subscribe} read={readEpoch} />
        <LiveText subscribe={state.subscribe} read={readSpeed} />
        <LiveText subscribe={state.subscribe} read={readTime} />
      </div>
      <TermLine term={heldOutError === undefined ? 'step' : 'heldOut'} />
      {isUnderWay ? (
        <LiveProgress
          label={t('train.progress')}
          total={totalSteps}
          subscribe={state.subscribe}
          read={readStep}
        />
      ) : (
        <NextSteps run={run} />
      )}
    </section>
  );
}

/** The button that paused the run goes with its end: whoever used it by keyboard goes on from what comes next. */
function useFocusAtEnd(isUnderWay: boolean) {
  const section = useRef<HTMLElement>(null);
  const wasUnderWay = useRef(isUnderWay);
  useEffect(() => {
    const hasEnded = wasUnderWay.current && !isUnderWay;
    wasUnderWay.current = isUnderWay;
    if (hasEnded && document.activeElement === document.body) {
      section.current?.querySelector('button')?.focus({ preventScroll: true });
    }
  }, [isUnderWay]);
  return section;
}

function LearnedNothing({ run }: { readonly run: Run }) {
  const verdict = judgeRun(run);
  const last = run.epochs.at(-1);
  if (verdict === undefined || last === undefined) return null;
  const classes = run.data?.classNames.length ?? 0;
  return <RunVerdict verdict={verdict} score={last.validation ?? last.training} classes={classes} />;
}
