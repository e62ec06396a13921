import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import styles from './app.module.css';
import type { Shell } from './shell.ts';

const KEYS = [
  ['key_space', 'space'],
  ['D', 'draw'],
  ['P', 'present'],
  ['G', 'glossary'],
  ['?', 'help'],
] as const;

/** The list of the page's keys, and the switch to a page that is being presented. */
export function KeySheet({ shell }: { readonly shell: Shell }) {
  const { t } = useTranslation();
  const { isSheetOpen, isPresenting } = useStore(shell);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (isSheetOpen) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isSheetOpen]);
  useEffect(() => {
    document.documentElement.dataset['presenting'] = String(isPresenting);
  }, [isPresenting]);
  const close = () => shell.setState({ isSheetOpen: false });
  return (
    <dialog ref={dialog} className={styles['sheet']} aria-labelledby="keys" onClose={close}>
      <h2 id="keys">{t('app.keys.title')}</h2>
      <dl className={styles['keys']}>
        {KEYS.map(([key, does]) => (
          <div key={does} className={styles['key']}>
            <dt>
              <kbd>{key === 'key_space' ? t('app.keys.spaceBar') : key}</kbd>
            </dt>
            <dd>{t(`app.keys.${does}`)}</dd>
          </div>
        ))}
      </dl>
      <Button onClick={close}>{t('page.dismiss')}</Button>
    </dialog>
  );
}
