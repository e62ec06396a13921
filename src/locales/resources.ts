import en from './en.json' with { type: 'json' };

export type Words = typeof en;

/** English is always there; the others are fetched when they are wanted. */
export const ENGLISH: Words = en;

const LAZY: Readonly<Record<string, () => Promise<{ default: object }>>> = {
  'zh-Hans': () => import('./zh-Hans.json'),
};

/** The words of a language, or undefined for one that is built in or unknown. */
export async function fetchWords(language: string): Promise<object | undefined> {
  const load = LAZY[language];
  return load === undefined ? undefined : (await load()).default;
}
