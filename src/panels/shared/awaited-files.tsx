import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isAwaitingFiles } from '#store/dataset.ts';
import { DEFAULT_DATASET, GENERATED_DATASET } from '#store/default-dataset.ts';
import { Notice } from '#ui/notice.tsx';
import { useApp } from './app-context.ts';
import { UseDataset } from './use-dataset.tsx';

/** Says that an address needs somebody's own files, and what can be done: to give them, or to take other data. */
export function AwaitedFiles({ children }: { readonly children?: ReactNode }) {
  const { t } = useTranslation();
  const dataset = useApp((state) => state.dataset);
  const { awaited, status } = dataset;
  if (awaited === undefined || status === 'loading') return null;
  const { name } = awaited;
  if (!isAwaitingFiles(dataset)) return <Notice kind="info">{t('data.awaited.differ', { name })}</Notice>;
  return (
    <>
      <Notice
        kind="info"
        actions={
          <>
            <UseDataset config={DEFAULT_DATASET} />
            <UseDataset config={GENERATED_DATASET} />
          </>
        }
      >
        {t('data.awaited.needed', { name })}
      </Notice>
      {children}
    </>
  );
}
