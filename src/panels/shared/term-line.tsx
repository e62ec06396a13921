import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from './app-context.ts';
import styles from './term-line.module.css';
import type { Term } from './terms.ts';

/** What a term means, in one line where it first appears; the reader may switch these lines off. */
export function TermLine({ term }: { readonly term: Term }) {
  const { t } = useTranslation();
  const meaningOf = useMeaning();
  const meaning = meaningOf(term);
  return (
    meaning !== undefined && (
      <p className={styles['line']}>
        <b>{t(`terms.${term}.name`)}</b> {meaning}
      </p>
    )
  );
}

/** The meaning of a term; undefined for a reader who wants no explanations. */
export function useMeaning(): (term: Term) => string | undefined {
  const { t } = useTranslation();
  const isWanted = useApp((state) => state.settings.explainsTerms);
  return useCallback((term) => (isWanted ? t(`terms.${term}.meaning`) : undefined), [t, isWanted]);
}
