import en from './en.json' with { type: 'json' };
import type zoo from './en-zoo.json';

export type Words = typeof en & typeof zoo;

/** English is always there; the others are fetched when they are wanted. */
export const ENGLISH: object = en;

/** The English words that only the zoo needs; those of other languages come in one piece. */
export async function fetchZooWords(): Promise<object> {
  return (await import('./en-zoo.json')).default;
}

const LAZY: Readonly<Record<string, () => Promise<{ default: object }>>> = {
  'zh-Hans': () => import('./zh-Hans.json'),
};

/** The words of a language, or undefined for one that is built in or unknown. */
export async function fetchWords(language: string): Promise<object | undefined> {
  const load = LAZY[language];
  return load === undefined ? undefined : (await load()).default;
}
