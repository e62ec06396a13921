import { useTranslation } from 'react-i18next';
import { isActive } from '#store/run.ts';
import { currentRun } from '#store/runs.ts';
import { FileDrop } from '#ui/file-drop.tsx';
import { useActions, useApp } from './app-context.ts';

/** Takes a person's own data. A net in training keeps its own: files that are dropped then are refused with a word. */
export function DropFiles() {
  const { t } = useTranslation();
  const { loadFiles } = useActions();
  const isBusy = useApp((state) => isActive(currentRun(state.runs)));
  return (
    <FileDrop
      text={t('data.drop')}
      buttonLabel={t('data.chooseFiles')}
      folderLabel={t('data.chooseFolder')}
      disabled={isBusy}
      onFiles={loadFiles}
    />
  );
}
