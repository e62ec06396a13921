import { useTranslation } from 'react-i18next';
import { useApp } from '#panels/shared/app-context.ts';
import { AwaitedFiles } from '#panels/shared/awaited-files.tsx';
import { LoadingFailure } from '#panels/shared/loading-failure.tsx';
import { LoadingProgress } from '#panels/shared/loading-progress.tsx';
import styles from './data-place.module.css';
import { DatasetFacts } from './dataset-facts.tsx';
import { Samples } from './samples.tsx';
import { Sources } from './sources.tsx';

export default function DataPlace() {
  const { t } = useTranslation();
  const hasData = useApp((state) => state.dataset.summary !== undefined);
  const isEmpty = useApp(({ dataset }) => dataset.status !== 'loading' && dataset.awaited === undefined);
  return (
    <div className={styles['place']}>
      <h1>{t('data.title')}</h1>
      <Sources />
      <LoadingProgress />
      <LoadingFailure />
      <AwaitedFiles />
      {hasData && <DatasetFacts />}
      {hasData && <Samples />}
      {!hasData && isEmpty && <p>{t('data.empty')}</p>}
    </div>
  );
}
