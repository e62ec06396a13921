import { describe, expect, it } from 'vitest';
import { mutantsOf, mutated } from './mutants.ts';
import { instrumented } from './reach.ts';

/** Each mutant's whole source. */
const sources = (source: string) => mutantsOf('a.ts', source).map((mutant) => mutated(source, mutant));

describe('the mutants of', () => {
  it.each([
    ['a boundary', 'f(a < b);', ['f(a <= b);']],
    ['an equality', 'f(a === b);', ['f(a !== b);']],
    ['a condition', 'if (a) f();', ['if (!(a)) f();']],
    ['a negated condition', 'if (!(a || b)) f();', ['if ((a || b)) f();', 'if (!(a && b)) f();']],
    ['arithmetic in parentheses', 'f((a + b) * c);', ['f((a + b) / c);', 'f((a - b) * c);']],
    ['a joined text', "f('a' + b);", []],
    ['a whole constant', 'f(3);', ['f(4);', 'f(2);']],
    ['a part', 'f(.5);', ['f(1);']],
    ['a key', 'f({ 3: a });', []],
    ['a type', 'let a: 3 | 4 = f<5>();', []],
    ['a default', 'f(a ?? b);', ['f(a);', 'f(b);']],
    ['a default of a parameter', 'function f(a: A = b) {}', ['function f(a: A) {}']],
    ['arguments', 'f(a, b);', ['f(b, a);']],
    ['arguments that are not alike', "f(a, 'b');", []],
    ['a lesser one', 'f(Math.min(a, a));', ['f(Math.max(a, a));']],
    ['a filter', 'f(a?.filter(b));', ['f(a);']],
    [
      'a loop',
      'for (let i = a; i < b; i++) f();',
      ['for (let i = a; !(i < b); i++) f();', 'for (let i = a; i <= b; i++) f();'],
    ],
  ])('%s', (_name, source, expected) => {
    // That the call itself can go is the next test's subject.
    const changed = sources(source).filter((mutant) => mutant !== ';' && !mutant.endsWith(' ;'));
    expect(changed.toSorted()).toEqual([...expected].toSorted());
  });

  it('statements leave them out, and the whole body of a function that returns nothing', () => {
    expect(sources('function f() { a = b; g(); }')).toEqual([
      'function f() { ; }',
      'function f() { ; g(); }',
      'function f() { a = b; ; }',
    ]);
    expect(sources('function f() { g(); return a; }')).toEqual(['function f() { ; return a; }']);
  });
});

it('a mutant names its line, and tells equal lines apart', () => {
  const [first, second] = mutantsOf('models/a.ts', '// é\n  f(a < b);\n  f(a < b);\n').filter(
    ({ change }) => change !== 'f(a < b); -> ;',
  );
  expect(first).toMatchObject({
    file: 'models/a.ts',
    line: 2,
    text: 'f(a < b);',
    change: 'a < b -> a <= b',
    occurrence: 0,
  });
  expect(second).toMatchObject({ line: 3, text: 'f(a < b);', change: 'a < b -> a <= b', occurrence: 1 });
});

it('what is executed around a mutant is told, and nothing else changes', () => {
  const source =
    'const half = (n: number) => n / 2;\nconst sign = (n: number) => { if (n < 0) { return -1; } return 1; };';
  const mutants = mutantsOf('a.ts', source);
  const { code, anchors } = instrumented(source, mutants, 10);
  const reached: number[] = [];
  const call = new Function('globalThis', `${code.replaceAll(': number', '')} return { half, sign };`);
  const { half, sign } = call({ reachedAnchor: (anchor: number) => reached.push(anchor) });
  const changesReached = () =>
    mutants.filter((mutant) => reached.includes(anchors.get(mutant)!)).map(({ change }) => change);

  expect(reached).toEqual([]);
  expect(half(3)).toBe(1.5);
  expect(changesReached()).toEqual(['n / 2 -> n * 2', '2 -> 3', '2 -> 1']);
  reached.length = 0;
  expect(sign(3)).toBe(1);
  expect(changesReached()).toEqual(
    ['!(n < 0)', 'n < 0 -> n <= 0', '0 -> 1', '1 -> 2', '1 -> 0'].map((change) =>
      change.startsWith('!') ? `n < 0 -> ${change}` : change,
    ),
  );
});
