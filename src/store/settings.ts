import * as v from 'valibot';
import type { BackendPreference } from '#protocol/backend.ts';

export const LANGUAGES = ['en', 'zh-Hans'] as const;
export type Language = (typeof LANGUAGES)[number];

export const THEMES = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export const BACKEND_PREFERENCES = [
  'auto',
  'webgl',
  'webgpu',
  'wasm',
  'cpu',
] as const satisfies readonly BackendPreference[];

export const MOST_THREADS = 16;

/** What a person chose about the page itself; kept on this computer, never in the address. */
export interface Settings {
  readonly language: Language;
  readonly theme: Theme;
  readonly backend: BackendPreference;
  /** For WebAssembly; 0 leaves the number to the engine. */
  readonly threads: number;
  /** Whether the drawer of the set-up stands open. */
  readonly isDrawerOpen: boolean;
  /** Whether terms are explained where they first appear. */
  readonly explainsTerms: boolean;
}

export type SettingsStorage = Pick<Storage, 'getItem' | 'setItem'>;

const KEY = 'cnn-zoo.settings';

/** The first of the reader's languages that the page speaks; any Chinese is answered in Simplified Chinese. */
export function preferredLanguage(languages: readonly string[]): Language {
  for (const tag of languages) {
    const [primary] = tag.toLowerCase().split('-');
    if (primary === 'zh') return 'zh-Hans';
    if (primary === 'en') return 'en';
  }
  return 'en';
}

/** Storage that is blocked, empty or holds nonsense leaves the defaults. */
export function loadSettings(storage: SettingsStorage | undefined, languages: readonly string[]): Settings {
  const schema = v.object({
    language: v.fallback(v.picklist(LANGUAGES), preferredLanguage(languages)),
    theme: v.fallback(v.picklist(THEMES), 'auto'),
    backend: v.fallback(v.picklist(BACKEND_PREFERENCES), 'auto'),
    threads: v.fallback(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MOST_THREADS)), 0),
    isDrawerOpen: v.fallback(v.boolean(), true),
    explainsTerms: v.fallback(v.boolean(), true),
  });
  return v.parse(schema, { ...readObject(storage) });
}

/** The language that a shared link asks for, if it does. */
export function linkedLanguage(hash: string): { readonly language?: Language } {
  const wanted = new URLSearchParams(hash.split('?')[1]).get('language');
  const language = LANGUAGES.find((entry) => entry === wanted);
  return language === undefined ? {} : { language };
}

/** An address as it is shared: in the language in which its sender reads it. */
export function withLanguage(address: string, language: Language): string {
  const [page = '', query] = address.split('?');
  const parameters = new URLSearchParams(query);
  parameters.set('language', language);
  return `${page}?${parameters}`;
}

function readObject(storage: SettingsStorage | undefined): object {
  try {
    const stored: unknown = JSON.parse(storage?.getItem(KEY) ?? '{}');
    return typeof stored === 'object' && stored !== null ? stored : {};
  } catch {
    return {};
  }
}

/** Returns whether they will be there on the next visit. */
export function saveSettings(storage: SettingsStorage | undefined, settings: Settings): boolean {
  try {
    storage?.setItem(KEY, JSON.stringify(settings));
    return storage !== undefined;
  } catch {
    return false;
  }
}
