import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type PickleGlobal, readPickle } from '#engine/data/pickle/pickle.ts';
import { PickleMismatch } from '#engine/data/pickle/pickle-bytes.ts';
import { toEngineError } from '#engine/engine-failure.ts';

/** By Python: test/reference/weights/make.py. */
const pickles: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(new URL('../../../reference/weights/pickles.json', import.meta.url), 'utf8'),
);
const made = (name: string) => Uint8Array.from(Buffer.from(pickles[name]!, 'hex'));
const latin1 = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'));
const read = (bytes: Uint8Array<ArrayBuffer>, globals: readonly (readonly [string, PickleGlobal])[] = []) =>
  readPickle('a.pkl', bytes, { globals: new Map(globals) }).value;
const problemOf = (
  bytes: Uint8Array<ArrayBuffer>,
  ...globals: readonly (readonly [string, PickleGlobal])[]
) => {
  try {
    return read(bytes, globals);
  } catch (thrown) {
    return toEngineError(thrown);
  }
};

const bytes = [latin1(''), latin1('\0\xff'), latin1('y'.repeat(300))];
const shared = ['again'];
/** `VALUE` of make.py. */
const value = (hasBytes: boolean) =>
  new Map<string, unknown>([
    ['numbers', [0, 1, 255, 256, 65535, 65536, -1, -(2 ** 31), 2 ** 31, 2 ** 52, -(2n ** 70n), 2n ** 200n]],
    ['floats', [0.1, -1e300, Infinity, -Infinity]],
    ['constants', [null, true, false]],
    ['text', ['', 'plain', 'naïve 卷积 🐈', 'line\nbreak\\u0041', 'x'.repeat(300)]],
    ...(hasBytes ? ([['bytes', bytes]] as const) : []),
    ['tuples', [[], [1], [1, 2], [1, 2, 3], [1, 2, 3, 4]]],
    ['nested', new Map([['a', new Map([['b', [new Map()]]])]])],
    ['shared', [shared, shared]],
  ]);

describe('a pickle', () => {
  it.each([0, 1, 2, 3, 4, 5])('of protocol %s gives what Python put into it', (protocol) => {
    const found = read(made(`${protocol}`)) as Map<string, unknown[]>;
    expect(found).toEqual(value(protocol > 2));
    // One list, not two alike.
    const [first, second] = found.get('shared')!;
    expect(first).toBe(second);
  });

  it('gives sets and byte arrays', () => {
    expect(read(made('sets'))).toEqual([new Set([1, 2]), new Set([3])]);
    expect(problemOf(made('bytearray'))).toEqual(latin1('abc'));
  });

  it('gives short strings of Python 2 as text, and long ones as the bytes that they are', () => {
    const long = `${'z'.repeat(255)}\xff`;
    const python2 = `\x80\x02}q\x00(U\x04dataq\x01T\x00\x01\0\0${long}q\x02U\x01bS'\\'\\n\\xe9'\nu.`;
    const found = read(latin1(python2));
    expect(found).toEqual(
      new Map<string, unknown>([
        ['data', latin1(long)],
        ['b', "'\né"],
      ]),
    );
  });

  it('is refused by the name that it asks for, whatever the protocol', () => {
    expect(problemOf(made('print'))).toEqual({
      code: 'pickleRefused',
      details: { file: 'a.pkl', found: '__builtin__.print' },
    });
    expect(problemOf(made('print4'))).toMatchObject({ details: { found: 'builtins.print' } });
    expect(problemOf(latin1("cposix\nsystem\n(S'id'\ntR."))).toMatchObject({
      details: { found: 'posix.system' },
    });
    expect(problemOf(latin1("(S'id'\niposix\nsystem\n."))).toMatchObject({
      details: { found: 'posix.system' },
    });
    // What every object of JavaScript has is no name that was allowed.
    expect(problemOf(latin1('cObject\nconstructor\n.'))).toMatchObject({ code: 'pickleRefused' });
  });

  it('makes what is allowed of a name, and lets nothing else be called', () => {
    const ordered: PickleGlobal = () => new Map();
    const both = new Map([
      ['a', 1],
      ['b', 2],
    ]);
    expect(read(made('ordered'), [['collections.OrderedDict', ordered]])).toEqual(both);
    const found = (text: string, global: PickleGlobal) => problemOf(latin1(text), ['m.n', global]);
    expect(found('cm\nn\n(K\x01K\x02tR.', (...args) => ({ args }))).toEqual({ args: [1, 2] });
    // A call without a tuple, of a list, of a name that stands for an object, with a thousand arguments.
    const damaged = { code: 'pickleDamaged' };
    expect(found('cm\nn\nK\x01R.', () => 1)).toMatchObject(damaged);
    expect(found('](tR.', () => 1)).toMatchObject(damaged);
    expect(found('cm\nn\n(tR.', {})).toMatchObject(damaged);
    expect(found(`cm\nn\n(${'N'.repeat(1000)}tR.`, () => 1)).toMatchObject(damaged);
    const strict = () => {
      throw new PickleMismatch();
    };
    expect(found('cm\nn\n(tR.', strict)).toMatchObject(damaged);
  });

  it('fills what a name has made with its state, and nothing that has none', () => {
    const states: unknown[] = [];
    const made = { setState: (state: unknown) => states.push(state) };
    expect(problemOf(latin1('cm\nn\n(tRK\x05b.'), ['m.n', () => made])).toBe(made);
    expect(states).toEqual([5]);
    expect(problemOf(latin1(']K\x05b.'))).toMatchObject({ code: 'pickleDamaged' });
    // An attribute of a dict is left out.
    expect(problemOf(latin1('}K\x05b.'))).toEqual(new Map());
  });

  it('has persistent ids where they are allowed', () => {
    const persistent = (id: unknown) => `<${id}>`;
    const found = (text: string) => readPickle('a', latin1(text), { globals: new Map(), persistent }).value;
    expect(found('K\x07Q.')).toBe('<7>');
    expect(found('Pseven\n.')).toBe('<seven>');
    expect(problemOf(latin1('K\x07Q.'))).toMatchObject({ code: 'pickleDamaged' });
  });

  it.each([
    ['an unknown operation', '\xff.'],
    ['nothing on the stack', '.'],
    ['a value below a mark', 'K\x01(0.'],
    ['a mark that is missing', 'K\x01t.'],
    ['a key without a value', '}(K\x01u.'],
    ['items of no dict', ']K\x01K\x02s.'],
    ['items of no list', '}K\x01a.'],
    ['a memory that is empty', 'h\x05.'],
    ['a number that is none', 'Iseven\n.'],
    ['a float that is none', 'Fone\n.'],
    ['text that is no UTF-8', '\x8c\x01\xff.'],
    ['a character beyond Unicode', 'V\\U00110000\n.'],
    ['a string without its quotes', 'Sa\n.'],
    ['a whole number of a thousand bytes', `\x8b\xe8\x03\0\0${'\x01'.repeat(1000)}.`],
  ])('with %s is damaged', (_, text) => {
    expect(problemOf(latin1(text))).toMatchObject({ code: 'pickleDamaged', details: { file: 'a.pkl' } });
  });

  it('that ends too soon is cut short, wherever', () => {
    const whole = made('4');
    for (const length of [0, 1, 2, 11, 40, whole.length - 1]) {
      expect(problemOf(whole.subarray(0, length)), `${length}`).toMatchObject({ code: 'fileTruncated' });
    }
    // Says that it has 4 GB of text.
    expect(problemOf(latin1('X\xff\xff\xff\xff.'))).toMatchObject({ code: 'fileTruncated' });
  });

  it('ends where the next thing begins', () => {
    expect(readPickle('a', latin1('..K\x01.K\x02.'), { globals: new Map() }, 2)).toEqual({
      value: 1,
      end: 5,
    });
  });
});
