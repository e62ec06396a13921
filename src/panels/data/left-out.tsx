import { useTranslation } from 'react-i18next';
import { useErrorText } from '#panels/shared/error-text.tsx';
import { useFormat } from '#panels/shared/format.ts';
import type { DatasetSummary } from '#protocol/data.ts';

/** Files that are not in the set, each with its reason. */
export function LeftOut({ data }: { readonly data: DatasetSummary }) {
  const { t } = useTranslation();
  const format = useFormat();
  const errorText = useErrorText();
  const { skipped, skippedCount } = data;
  if (skippedCount === 0) return null;
  const more = skippedCount - skipped.length;
  return (
    <details>
      <summary>{t('data.skipped', { count: format.whole(skippedCount) })}</summary>
      <ul>
        {skipped.map(({ path, reason }) => (
          <li key={path}>{errorText(reason)}</li>
        ))}
        {more > 0 && <li>{t('data.skippedMore', { count: format.whole(more) })}</li>}
      </ul>
    </details>
  );
}
