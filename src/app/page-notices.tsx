import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useFormat } from '#panels/shared/format.ts';
import { MOST_ENTRIES } from '#ui/dropped-files.ts';
import { Notice } from '#ui/notice.tsx';
import styles from './app.module.css';
import type { Shell } from './shell.ts';

export interface PageNoticesProps {
  readonly shell: Shell;
  /** Tries again to speak the chosen language. */
  readonly onSpeak: () => void;
}

/** What is to be said of the page as a whole, above the place that is shown. */
export function PageNotices({ shell, onSpeak }: PageNoticesProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { isReloadOffered, missingLanguage, refusedDrop, copying, isPresenting } = useStore(shell);
  return (
    <div className={styles['notices']}>
      {!isSecureContext && <Notice kind="info">{t('page.notSecure')}</Notice>}
      {missingLanguage !== undefined && (
        <Notice
          kind="error"
          actions={
            <Button size="xs" onClick={onSpeak}>
              {t('page.retry')}
            </Button>
          }
        >
          {t('page.languageNotLoaded')}
        </Notice>
      )}
      {isReloadOffered && (
        <Notice
          kind="info"
          actions={
            <>
              <Button size="xs" onClick={() => location.reload()}>
                {t('page.reload')}
              </Button>
              <Button size="xs" variant="default" onClick={() => shell.setState({ isReloadOffered: false })}>
                {t('page.dismiss')}
              </Button>
            </>
          }
        >
          {t('page.reloadForThreads')}
        </Notice>
      )}
      {copying === 'failed' && (
        <Notice
          kind="error"
          actions={
            <Button size="xs" variant="default" onClick={() => shell.setState({ copying: undefined })}>
              {t('page.dismiss')}
            </Button>
          }
        >
          {t('page.linkNotCopied')}
        </Notice>
      )}
      {isPresenting && (
        <div className={styles['leave']}>
          <Button size="xs" variant="default" onClick={() => shell.setState({ isPresenting: false })}>
            {t('app.endPresenting')}
          </Button>
        </div>
      )}
      {refusedDrop !== undefined && (
        <Notice
          kind="error"
          actions={
            <Button size="xs" variant="default" onClick={() => shell.setState({ refusedDrop: undefined })}>
              {t('page.dismiss')}
            </Button>
          }
        >
          {t(`page.drop.${refusedDrop}`, { count: format.whole(MOST_ENTRIES) })}
        </Notice>
      )}
    </div>
  );
}
