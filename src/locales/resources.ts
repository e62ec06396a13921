import en from './en.json' with { type: 'json' };
import type results from './en-results.json';
import type zoo from './en-zoo.json';

export type Words = typeof en & typeof zoo & typeof results;

/** English is always there; the others are fetched when they are wanted. */
export const ENGLISH: object = en;

/** Parts of the page whose English words come with them; those of other languages come in one piece. */
const PARTS = {
  zoo: () => import('./en-zoo.json'),
  /** Evaluate and Compare. */
  results: () => import('./en-results.json'),
};
export type WordPart = keyof typeof PARTS;

export async function fetchPartWords(part: WordPart): Promise<object> {
  return (await PARTS[part]()).default;
}

const LAZY: Readonly<Record<string, () => Promise<{ default: object }>>> = {
  'zh-Hans': () => import('./zh-Hans.json'),
};

/** The words of a language, or undefined for one that is built in or unknown. */
export async function fetchWords(language: string): Promise<object | undefined> {
  const load = LAZY[language];
  return load === undefined ? undefined : (await load()).default;
}
