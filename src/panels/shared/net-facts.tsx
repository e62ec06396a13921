import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { findArchitecture } from '#models/registry.ts';
import type { NetForm } from '#store/net-form.ts';
import { lazyPart } from './lazy-part.tsx';

const NetFactsContent = lazyPart(() => import('./net-facts-content.tsx'));

/** What there is to know of a net, folded away beside what is done with it. */
export function NetFacts({ form }: { readonly form: NetForm }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const { name, year } = findArchitecture(form.id);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{t('net.facts', { name: `${name} (${year})` })}</summary>
      {isOpen && <NetFactsContent form={form} />}
    </details>
  );
}
