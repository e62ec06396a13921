import { useTranslation } from 'react-i18next';
import { findArchitecture } from '#models/registry.ts';
import type { NetForm } from '#store/net-form.ts';
import { NetLink } from './net-link.tsx';
import { NetPaper } from './net-paper.tsx';
import { NetPublished } from './net-published.tsx';

/** A net as its paper has it, and the way to its page in the zoo. */
export default function NetFactsContent({ form }: { readonly form: NetForm }) {
  const { t } = useTranslation();
  const architecture = findArchitecture(form.id);
  return (
    <>
      <NetPaper architecture={architecture} />
      <h3>{t('net.published')}</h3>
      <NetPublished architecture={architecture} />
      <p>
        <NetLink net={form}>{t('net.inZoo')}</NetLink>
      </p>
    </>
  );
}
