import { useTranslation } from 'react-i18next';
import type { DatasetSummary } from '#protocol/data.ts';
import { type DataWarning, dataWarnings, RARE } from '#store/data-warnings.ts';
import { Notice } from '#ui/notice.tsx';
import { useApp } from './app-context.ts';
import { useClassNames } from './class-names.ts';

/** So many classes are named; of others it is said how many they are. */
const NAMED = 8;

/** What about the data spoils a training, said before it starts. */
export function DataWarnings({ data }: { readonly data: DatasetSummary }) {
  const { t } = useTranslation();
  const validationFraction = useApp((state) => state.draft.validationFraction);
  const classNames = useClassNames(data);
  const warnings = dataWarnings(data, validationFraction);
  if (warnings.length === 0) return null;
  const list = (classes: readonly number[]) => {
    const named = classes.slice(0, NAMED).map((index) => classNames[index] ?? String(index));
    const names = named.join(t('data.warning.separator'));
    const count = classes.length - named.length;
    return count === 0 ? names : t('data.warning.more', { names, count });
  };
  const text = (warning: DataWarning): string => {
    if (warning.kind === 'constantPixels') return t('data.warning.constantPixels');
    return t(`data.warning.${warning.kind}`, { classes: list(warning.classes), rare: RARE });
  };
  return (
    <Notice kind="info">
      {warnings.map((warning) => (
        <p key={warning.kind}>{text(warning)}</p>
      ))}
    </Notice>
  );
}
