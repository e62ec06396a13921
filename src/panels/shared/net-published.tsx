import { useTranslation } from 'react-i18next';
import type { Architecture } from '#models/catalog.ts';
import { ScrollTable } from '#ui/scroll-table.tsx';
import { useFormat } from './format.ts';
import { useProtocolText } from './net-protocol.ts';
import styles from './net-published.module.css';

/** A net's published errors, each with what stands behind it and its source. */
export function NetPublished({ architecture: { id, published } }: { readonly architecture: Architecture }) {
  const { t } = useTranslation();
  const format = useFormat();
  const protocolText = useProtocolText();
  if (published.length === 0) return <p>{t('net.noError')}</p>;
  const percent = (value: number | undefined) => (value === undefined ? '–' : format.published(value));
  return (
    <div className={styles['published']}>
      <ScrollTable
        caption={t('net.published')}
        ofWords
        columns={[
          t('evaluate.protocol'),
          t('evaluate.top1'),
          t('evaluate.top5'),
          t('evaluate.dataset'),
          t('net.source'),
        ]}
        rows={published.map((error) => [
          protocolText(error, id),
          percent(error.top1Error),
          percent(error.top5Error),
          error.dataset,
          error.source,
        ])}
      />
    </div>
  );
}
