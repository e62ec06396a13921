import { useTranslation } from 'react-i18next';
import { useApp } from '#panels/shared/app-context.ts';
import { Drawing } from '#panels/shared/drawing.tsx';
import { answeringRun, currentRun } from '#store/runs.ts';
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
  const hasRun = useApp((state) => currentRun(state.runs) !== undefined);
  const answering = useApp((state) => answeringRun(state.runs));
  // A drawing is made like those of MNIST: grey.
  const canDraw = answering?.data?.channels === 1;
  return (
    <div className={styles['place']} data-runs={hasRun}>
      <h1 className="only-read">{t('train.title')}</h1>
      <div className={styles['setUp']}>
        <SetUp />
        <SetUpNotices />
      </div>
      <div className={styles['bench']} data-pad={canDraw}>
        <div className={styles['run']}>
          <DatasetNotice />
          <RunFigures />
          <Curves />
          <PredictionStrip />
        </div>
        {canDraw && (
          <div className={styles['pad']}>
            <Drawing key={answering.id} run={answering} />
          </div>
        )}
      </div>
      <NetDrawing />
      <EpochTable />
      <Drawer />
    </div>
  );
}
