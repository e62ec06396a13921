import { baseName } from '#engine/data/file-tree.ts';

/** The classes in their order, as a file beside the images has them. */
export interface ClassList {
  /** What folders and tables call each class. */
  readonly keys: readonly string[];
  /** What people call it. */
  readonly names: readonly string[];
}

const LIST = /^(classes|class_?names|labels|names|synsets?|synset_words|loc_synset_mapping|wnids)\.txt$/i;
const DICTIONARY = /^words\.txt$/i;
/** WordNet's numbers, which ImageNet's folders are called by. */
const SYNSET = /^(n\d{8})(?:[\s,]+(.*))?$/;

export const isClassList = (path: string): boolean => LIST.test(baseName(path));
export const isDictionary = (path: string): boolean => DICTIONARY.test(baseName(path));

/** A class a line: its name, or a synset and after it what people call it. */
export function readClassList(text: string): ClassList {
  const lines = text.split(/\r?\n/).map((line) => line.replace('\ufeff', '').trim());
  const entries = lines.filter((line) => line !== '').map((line) => SYNSET.exec(line) ?? [line, line, line]);
  return {
    keys: entries.map(([line = '', key = line]) => key),
    names: entries.map(([line = '', key = line, name = key]) => (name === '' ? key : name)),
  };
}

/** Readable names for the keys that a dictionary has. */
export function named({ keys, names }: ClassList, dictionary: ClassList): ClassList {
  const words = new Map(dictionary.keys.map((key, index) => [key, dictionary.names[index] ?? key]));
  return { keys, names: keys.map((key, index) => words.get(key) ?? names[index] ?? key) };
}

/**
 * The list with its keys as labels call them: by name, or by number from 0 or from 1. Undefined where it knows some
 * label by neither.
 */
export function listFor({ keys, names }: ClassList, labels: ReadonlySet<string>): ClassList | undefined {
  const known = new Set(keys);
  const knownNames = new Set(names);
  if ([...labels].every((label) => known.has(label))) return { keys, names };
  if ([...labels].every((label) => knownNames.has(label))) return { keys: names, names };
  if (![...labels].every((label) => /^\d+$/.test(label))) return undefined;
  const numbers = [...labels].map(Number);
  const first = Math.max(...numbers) === keys.length && Math.min(...numbers) > 0 ? 1 : 0;
  if (Math.max(...numbers) - first >= keys.length) return undefined;
  return { keys: keys.map((_, index) => String(index + first)), names };
}
