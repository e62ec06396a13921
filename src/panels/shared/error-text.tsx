import { useTranslation } from 'react-i18next';
import type { EngineError } from '#protocol/errors.ts';

/** What an error may mention; what the engine leaves out is said to be unknown rather than left blank. */
const DETAILS = ['file', 'expected', 'found', 'message', 'backend', 'field'] as const;

/** What happened and what to do, in the reader's language. */
export function useErrorText(): (error: EngineError) => string {
  const { t } = useTranslation();
  return ({ code, details }) => {
    const unknown = t('errors.unknown');
    const known = Object.fromEntries(DETAILS.map((key) => [key, details[key] ?? unknown]));
    return t(`errors.${code}`, known);
  };
}
