import { useTranslation } from 'react-i18next';
import type { Architecture } from '#models/catalog.ts';
import { useLocalized } from './format.ts';

/** What a net brought, where it was published, and every way in which the one here departs from it. */
export function NetPaper({ architecture }: { readonly architecture: Architecture }) {
  const { t } = useTranslation();
  const localized = useLocalized();
  const { idea, paper, deviations } = architecture;
  return (
    <>
      <p>{localized(idea)}</p>
      <p>
        {t('net.paper')} {paper.authors}, <cite>{paper.title}</cite>,{' '}
        <a href={paper.url} target="_blank" rel="noreferrer">
          {paper.venue}
        </a>
      </p>
      <h3>{t('net.deviations')}</h3>
      {deviations.length === 0 ? (
        <p>{t('net.noDeviations')}</p>
      ) : (
        <ul>
          {deviations.map((deviation) => (
            <li key={deviation.en}>{localized(deviation)}</li>
          ))}
        </ul>
      )}
    </>
  );
}
