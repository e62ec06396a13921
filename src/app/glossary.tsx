import { Button, Checkbox } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useActions, useApp } from '#panels/shared/app-context.ts';
import { TERMS } from '#panels/shared/terms.ts';
import styles from './app.module.css';
import type { Shell } from './shell.ts';

/** All terms with what they mean, and whether they are explained where they first appear. */
export function Glossary({ shell }: { readonly shell: Shell }) {
  const { t } = useTranslation();
  const { changeSettings } = useActions();
  const isExplaining = useApp((state) => state.settings.explainsTerms);
  const isOpen = useStore(shell, (state) => state.isGlossaryOpen);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (isOpen) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isOpen]);
  const close = () => shell.setState({ isGlossaryOpen: false });
  return (
    <dialog ref={dialog} className={styles['sheet']} data-wide aria-labelledby="glossary" onClose={close}>
      {isOpen && (
        <>
          <div className={styles['sheetTop']}>
            <h2 id="glossary">{t('app.glossary')}</h2>
            <Button size="xs" onClick={close}>
              {t('page.dismiss')}
            </Button>
          </div>
          <Checkbox
            label={t('app.explainTerms')}
            checked={isExplaining}
            onChange={({ currentTarget }) => changeSettings({ explainsTerms: currentTarget.checked })}
          />
          <dl className={styles['terms']}>
            {TERMS.map((term) => (
              <div key={term}>
                <dt>{t(`terms.${term}.name`)}</dt>
                <dd>{t(`terms.${term}.meaning`)}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </dialog>
  );
}
