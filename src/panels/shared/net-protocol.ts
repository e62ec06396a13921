import { useTranslation } from 'react-i18next';
import type { PublishedError } from '#models/catalog.ts';
import { findArchitecture } from '#models/registry.ts';
import { useLocalized } from './format.ts';

/** What stands behind an error that a net's entry quotes, and which net it was measured on where it is not that one. */
export function useProtocolText(): (error: PublishedError, quotedBy: string) => string {
  const { t } = useTranslation();
  const localized = useLocalized();
  return ({ protocol, measuredOn }, quotedBy) => {
    const text = localized(protocol);
    if (measuredOn === undefined) return text;
    if (measuredOn === 'other') return t('net.measuredOnOther', { protocol: text });
    if (measuredOn.id === quotedBy) return text;
    return t('net.measuredOn', { protocol: text, name: findArchitecture(measuredOn.id).name });
  };
}
