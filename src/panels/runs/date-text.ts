import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

/** A point in time, milliseconds since 1970, as the reader of the page's language writes it. */
export function useDateText(): (time: number) => string {
  const { i18n } = useTranslation();
  const { language } = i18n;
  return useCallback(
    (time) => new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(time),
    [language],
  );
}
