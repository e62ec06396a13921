import type { IdxConvention } from './dataset.ts';

const DIGITS = [...'0123456789'];
const CAPITALS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const SMALL = [...'abcdefghijklmnopqrstuvwxyz'];

/**
 * EMNIST's IDX files (Cohen, Afshar, Tapson and van Schaik 2017, arXiv:1702.05373) as NIST's gzip.zip holds them:
 * every image is transposed; letters are numbered from 1. They come as one archive of 535 MB for all six sets, so they
 * are given as files.
 */
export const EMNIST: readonly IdxConvention[] = [
  {
    names: /emnist-letters/i,
    transposed: true,
    firstLabel: 1,
    classNames: CAPITALS,
  },
  {
    // Small letters that look like their capitals are counted as these: 47 classes (the paper's table II).
    names: /emnist-(balanced|bymerge)/i,
    transposed: true,
    firstLabel: 0,
    classNames: [...DIGITS, ...CAPITALS, ...'abdefghnqrt'],
  },
  {
    names: /emnist-byclass/i,
    transposed: true,
    firstLabel: 0,
    classNames: [...DIGITS, ...CAPITALS, ...SMALL],
  },
  { names: /emnist-(digits|mnist)/i, transposed: true, firstLabel: 0, classNames: DIGITS },
];
