import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useActions, useApp } from '#panels/shared/app-context.ts';
import { Notice } from '#ui/notice.tsx';

/** Whether the browser may delete the runs by itself, and the way to ask it not to. */
export function Protection() {
  const { t } = useTranslation();
  const { setProtection } = useActions();
  const isProtected = useApp((state) => state.keptRuns.isProtected);
  if (isProtected === true) return <p>{t('runs.protected')}</p>;
  return (
    <Notice
      kind="info"
      actions={
        <Button
          size="xs"
          variant="default"
          onClick={() => void navigator.storage.persist().then(setProtection)}
        >
          {t('runs.protect')}
        </Button>
      }
    >
      {t(isProtected === undefined ? 'runs.unprotected' : 'runs.protectionRefused')}
    </Notice>
  );
}
