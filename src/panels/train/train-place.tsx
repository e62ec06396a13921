import { useTranslation } from 'react-i18next';
import { useApp } from '#panels/shared/app-context.ts';
import { BackendFacts } from '#panels/shared/backend-facts.tsx';
import { NetFacts } from '#panels/shared/net-facts.tsx';
import { useImages } from '#panels/shared/use-images.ts';
import { modelForm } from '#store/net-form.ts';
import { Curves } from './curves.tsx';
import { DatasetNotice } from './dataset-notice.tsx';
import { EpochTable } from './epoch-table.tsx';
import { EpochTime } from './epoch-time.tsx';
import { PredictionStrip } from './prediction-strip.tsx';
import { Recipe } from './recipe.tsx';
import { RunProgress } from './run-progress.tsx';
import { SetUp } from './set-up.tsx';
import styles from './train-place.module.css';

export function TrainPlace() {
  const { t } = useTranslation();
  const model = useApp((state) => state.draft.model);
  const images = useImages();
  return (
    <div className={styles['place']}>
      <h1 className={styles['title']}>{t('train.title')}</h1>
      <div className={styles['setUp']}>
        <SetUp />
      </div>
      <div className={styles['recipe']}>
        <Recipe />
        <BackendFacts>
          <EpochTime />
        </BackendFacts>
      </div>
      <div className={styles['run']}>
        <DatasetNotice />
        <RunProgress />
        <Curves />
        <PredictionStrip />
        <EpochTable />
        <NetFacts form={modelForm(model, images)} />
      </div>
    </div>
  );
}
