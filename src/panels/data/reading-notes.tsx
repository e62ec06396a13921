import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useActions, useApp } from '#panels/shared/app-context.ts';
import { useIsBusy } from '#panels/shared/current-run.tsx';
import { useFormat } from '#panels/shared/format.ts';
import type { DatasetSummary } from '#protocol/data.ts';
import { Notice } from '#ui/notice.tsx';
import styles from './data-place.module.css';

/** What was decided about a person's files that do not say it themselves, and what can be decided otherwise. */
export function ReadingNotes({ data }: { readonly data: DatasetSummary }) {
  const { t } = useTranslation();
  const { loadFiles } = useActions();
  const format = useFormat();
  const source = useApp((state) => state.dataset.loadedSource);
  const isBusy = useIsBusy();
  const isTransposed = data.notes.some(({ kind }) => kind === 'transposed');
  const text = ({ kind, details }: DatasetSummary['notes'][number]) => {
    const { count = 0, present = 0, from = 0, to = 0, height = 0, width = 0, file = '' } = details;
    const all = { count, present, from, to, height, width, file };
    const told = Object.entries(all).map(([key, value]) => [
      key,
      typeof value === 'number' ? format.whole(value) : value,
    ]);
    return t(`data.notes.${kind}`, Object.fromEntries(told) as Record<keyof typeof all, string>);
  };
  return (
    <>
      {data.notes.length > 0 && (
        <Notice kind="info">
          {data.notes.map((note) => (
            <p key={`${note.kind} ${note.details['file']}`}>{text(note)}</p>
          ))}
        </Notice>
      )}
      {source?.kind === 'files' && data.channels === 1 && (
        <div className={styles['row']}>
          <Button
            size="xs"
            variant="default"
            disabled={isBusy}
            onClick={() => loadFiles(source.files, !isTransposed)}
          >
            {t('data.transpose')}
          </Button>
        </div>
      )}
    </>
  );
}
