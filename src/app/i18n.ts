import i18next, { type PostProcessorModule } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { ENGLISH, fetchPartWords, fetchWords, type WordPart } from '#locales/resources.ts';
import type { Language } from '#store/settings.ts';

const NAMESPACE = 'translation';

/** A value that is filled in may be of either script: where Chinese meets Latin letters or figures, a space parts them. */
const spacing: PostProcessorModule = {
  type: 'postProcessor',
  name: 'spacing',
  process: (text: string) =>
    text.replaceAll(/(?<=\p{Script=Han})(?=[A-Za-z0-9])|(?<=[A-Za-z0-9%])(?=\p{Script=Han})/gu, ' '),
};

/** Resolves when the page can speak English. */
export async function startI18n(): Promise<void> {
  await i18next
    .use(initReactI18next)
    .use(spacing)
    .init({
      lng: 'en',
      fallbackLng: 'en',
      resources: { en: { [NAMESPACE]: ENGLISH } },
      interpolation: { escapeValue: false },
      postProcess: spacing.name,
      react: { useSuspense: false },
    });
}

/** Resolves when the page has the words of a part as well. */
export async function addWords(part: WordPart): Promise<void> {
  i18next.addResourceBundle('en', NAMESPACE, await fetchPartWords(part), true);
}

/**
 * Resolves when the page speaks it; the page's own language attribute follows. Rejects when its words cannot be
 * fetched; the page goes on in the language that it has.
 */
export async function changeLanguage(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, NAMESPACE)) {
    const words = await fetchWords(language);
    if (words !== undefined) i18next.addResourceBundle(language, NAMESPACE, words);
  }
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}
