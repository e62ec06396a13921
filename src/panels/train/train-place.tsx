import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '#panels/shared/app-context.ts';
import { useCurrentRun } from '#panels/shared/current-run.tsx';
import { Drawing } from '#panels/shared/drawing.tsx';
import { TermLine } from '#panels/shared/term-line.tsx';
import { answeringRun } from '#store/runs.ts';
import { Curves } from './curves.tsx';
import { DatasetNotice } from './dataset-notice.tsx';
import { Drawer } from './drawer.tsx';
import { EpochTable } from './epoch-table.tsx';
import { NetDrawing } from './net-drawing.tsx';
import { PredictionStrip } from './prediction-strip.tsx';
import { RunFigures } from './run-figures.tsx';
import { SetUp } from './set-up.tsx';
import { SetUpNotices } from './set-up-notices.tsx';
import styles from './train-place.module.css';

export function TrainPlace() {
  const { t } = useTranslation();
  return (
    <Place>
      <h1 className="only-read">{t('train.title')}</h1>
      <div className={styles['setUp']}>
        <SetUp />
        <FirstTerm />
        <SetUpNotices />
      </div>
      <Bench>
        <DatasetNotice />
        <RunFigures />
        <Curves />
        <PredictionStrip />
      </Bench>
      <NetDrawing />
      <EpochTable />
      <Drawer />
    </Place>
  );
}

/** Has room for a run as soon as there is one. */
function Place({ children }: { readonly children: ReactNode }) {
  const hasRun = useCurrentRun() !== undefined;
  return (
    <div className={styles['place']} data-runs={hasRun}>
      {children}
    </div>
  );
}

/** Said before the first press, while there is room. */
function FirstTerm() {
  const hasRun = useCurrentRun() !== undefined;
  return hasRun ? null : <TermLine term="epoch" />;
}

/** The run, with the pad beside it where the net can be asked. */
function Bench({ children }: { readonly children: ReactNode }) {
  const answering = useApp((state) => answeringRun(state.runs));
  // A drawing is made like those of MNIST: grey.
  const canDraw = answering?.data?.channels === 1;
  return (
    <div className={styles['bench']} data-pad={canDraw}>
      <div className={styles['run']}>{children}</div>
      {canDraw && (
        <div className={styles['pad']}>
          <Drawing key={answering.id} run={answering} />
        </div>
      )}
    </div>
  );
}
