import { useTranslation } from 'react-i18next';
import type { EngineError } from '#protocol/errors.ts';
import { useFormat } from './format.ts';

/** What an error may mention; what the engine leaves out is said to be unknown rather than left blank. */
const DETAILS = [
  'file',
  'kind',
  'expected',
  'found',
  'message',
  'backend',
  'field',
  'layer',
  'batchSize',
] as const;
const BYTES = ['neededBytes', 'limitBytes'] as const;

/** What happened and what to do, in the reader's language. */
export function useErrorText(): (error: EngineError) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return ({ code, details }) => {
    const unknown = t('errors.unknown');
    const known = Object.fromEntries(DETAILS.map((key) => [key, details[key] ?? unknown]));
    const sizes = Object.fromEntries(
      BYTES.map((key) => [key, details[key] === undefined ? unknown : format.bytes(Number(details[key]))]),
    );
    return t(`errors.${code}`, { ...known, ...sizes });
  };
}
