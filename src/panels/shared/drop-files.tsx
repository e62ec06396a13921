import { useTranslation } from 'react-i18next';
import { FileDrop } from '#ui/file-drop.tsx';
import { useActions } from './app-context.ts';
import { useIsBusy } from './current-run.tsx';

/** Takes a person's own data. A net in training keeps its own: files that are dropped then are refused with a word. */
export function DropFiles() {
  const { t } = useTranslation();
  const { loadFiles } = useActions();
  const isBusy = useIsBusy();
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
