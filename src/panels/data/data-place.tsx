import { useTranslation } from 'react-i18next';
import { useApp } from '#panels/shared/app-context.ts';
import { LoadingProgress } from '#panels/shared/loading-progress.tsx';
import styles from './data-place.module.css';
import { DatasetFacts } from './dataset-facts.tsx';
import { LoadingFailure } from './loading-failure.tsx';
import { Samples } from './samples.tsx';
import { Sources } from './sources.tsx';

export default function DataPlace() {
  const { t } = useTranslation();
  const hasData = useApp((state) => state.dataset.summary !== undefined);
  const isLoading = useApp((state) => state.dataset.status === 'loading');
  return (
    <div className={styles['place']}>
      <h1>{t('data.title')}</h1>
      <Sources />
      <LoadingProgress />
      <LoadingFailure />
      {hasData && <DatasetFacts />}
      {hasData && <Samples />}
      {!hasData && !isLoading && <p>{t('data.empty')}</p>}
    </div>
  );
}
