import { EngineFailure } from '#engine/engine-failure.ts';
import { exact, PickleBytes, PickleMismatch, PickleTruncated } from './pickle-bytes.ts';

/**
 * What a pickle makes: null, booleans, numbers, bigints, strings, Uint8Arrays (bytes, and the long strings of Python 2),
 * arrays (lists and tuples), Maps (dicts), Sets, and what the allowed globals return.
 */
export type PickleValue = unknown;

/**
 * What a pickle may name. Nothing of Python runs: the name stands for this function, which throws a PickleMismatch for
 * arguments that no program gives, or for this object, which cannot be called.
 */
export type PickleGlobal =
  | ((...args: readonly PickleValue[]) => PickleValue)
  | Readonly<Record<string, unknown>>;

/** Made by a global, to be filled afterwards as Python's `__setstate__` does. */
export interface PickleStateful {
  setState(state: PickleValue): void;
}

export interface PickleAllowance {
  /** By module and name, as 'collections.OrderedDict'. */
  readonly globals: ReadonlyMap<string, PickleGlobal>;
  /** What a persistent id stands for, such as PyTorch's storages; there are none when absent. */
  readonly persistent?: (id: PickleValue) => PickleValue;
}

/** A value, and where the next thing after its pickle begins. */
export interface ReadPickle {
  readonly value: PickleValue;
  readonly end: number;
}

/**
 * Reads one pickle (protocols 0 to 5, of Python 2 and 3) from `start` on: data alone, and what `allowance` makes of the
 * names that it allows. The strings of Python 2 are text of Latin-1 up to 255 bytes, and bytes when they are longer.
 * @throws EngineFailure 'pickleRefused' for any other name, 'pickleDamaged' for what is no pickle, 'fileTruncated' where
 * the bytes end before it does.
 */
export function readPickle(
  file: string,
  bytes: Uint8Array<ArrayBuffer>,
  allowance: PickleAllowance,
  start = 0,
): ReadPickle {
  const source = new PickleBytes(bytes, start);
  try {
    const value = new PickleMachine(file, source, allowance).run();
    return { value, end: source.position };
  } catch (thrown) {
    if (thrown instanceof PickleMismatch)
      throw new EngineFailure('pickleDamaged', { file, found: source.position });
    if (thrown instanceof PickleTruncated) {
      throw new EngineFailure('fileTruncated', { file, expected: `> ${bytes.length}`, found: bytes.length });
    }
    throw thrown;
  }
}

/** No function that is allowed takes more. */
const MOST_ARGUMENTS = 16;

/** An allowed function on the stack, where no value of a pickle can be taken for one. */
class Callable {
  readonly call: (...args: readonly PickleValue[]) => PickleValue;
  constructor(call: Callable['call']) {
    this.call = call;
  }
}

type Operation = (machine: PickleMachine, source: PickleBytes) => void;

class PickleMachine {
  readonly #file: string;
  readonly #source: PickleBytes;
  readonly #allowance: PickleAllowance;
  #stack: PickleValue[] = [];
  /** Stacks below the marks. */
  readonly #below: PickleValue[][] = [];
  readonly memo = new Map<number, PickleValue>();

  constructor(file: string, source: PickleBytes, allowance: PickleAllowance) {
    this.#file = file;
    this.#source = source;
    this.#allowance = allowance;
  }

  run(): PickleValue {
    for (;;) {
      const code = this.#source.byte();
      if (code === STOP) return this.pop();
      const operation = OPERATIONS.get(code);
      if (operation === undefined) throw new PickleMismatch();
      operation(this, this.#source);
    }
  }

  push(value: PickleValue): void {
    this.#stack.push(value);
  }

  pop(): PickleValue {
    if (this.#stack.length === 0) throw new PickleMismatch();
    return this.#stack.pop();
  }

  top(): PickleValue {
    if (this.#stack.length === 0) throw new PickleMismatch();
    return this.#stack.at(-1);
  }

  mark(): void {
    this.#below.push(this.#stack);
    this.#stack = [];
  }

  /** All that was pushed since the last mark. */
  popMark(): PickleValue[] {
    const values = this.#stack;
    const below = this.#below.pop();
    if (below === undefined) throw new PickleMismatch();
    this.#stack = below;
    return values;
  }

  /** The last `count` values, in the order in which they were pushed. */
  popTuple(count: number): PickleValue[] {
    if (this.#stack.length < count) throw new PickleMismatch();
    return count === 0 ? [] : this.#stack.splice(-count);
  }

  pushGlobal(module: string, name: string): void {
    const found = `${module}.${name}`;
    const global = this.#allowance.globals.get(found);
    if (global === undefined) throw new EngineFailure('pickleRefused', { file: this.#file, found });
    this.push(typeof global === 'function' ? new Callable(global) : global);
  }

  pushPersistent(id: PickleValue): void {
    if (this.#allowance.persistent === undefined) throw new PickleMismatch();
    this.push(this.#allowance.persistent(id));
  }

  /** The arguments on top, what is called below. */
  call(): void {
    const args = this.pop();
    const called = this.pop();
    if (!(called instanceof Callable) || !Array.isArray(args)) throw new PickleMismatch();
    if (args.length > MOST_ARGUMENTS) throw new PickleMismatch();
    this.push(called.call(...args));
  }

  setState(): void {
    const state = this.pop();
    const made = this.top();
    if (isStateful(made)) made.setState(state);
    // What a program has hung on a dict is no part of the data; PyTorch's versions of modules are such.
    else if (!(made instanceof Map)) throw new PickleMismatch();
  }

  /** Into the dict below, keys and values in turn. */
  setItems(items: readonly PickleValue[]): void {
    const dict = this.top();
    if (!(dict instanceof Map) || items.length % 2 !== 0) throw new PickleMismatch();
    for (let i = 0; i < items.length; i += 2) dict.set(items[i], items[i + 1]);
  }

  append(items: readonly PickleValue[]): void {
    const list = this.top();
    if (!Array.isArray(list)) throw new PickleMismatch();
    for (const item of items) list.push(item);
  }

  addItems(items: readonly PickleValue[]): void {
    const set = this.top();
    if (!(set instanceof Set)) throw new PickleMismatch();
    for (const item of items) set.add(item);
  }

  recall(index: number): void {
    if (!this.memo.has(index)) throw new PickleMismatch();
    this.push(this.memo.get(index));
  }
}

function isStateful(value: PickleValue): value is PickleStateful {
  return typeof value === 'object' && value !== null && 'setState' in value;
}

function dictOf(items: readonly PickleValue[]): Map<PickleValue, PickleValue> {
  if (items.length % 2 !== 0) throw new PickleMismatch();
  const dict = new Map<PickleValue, PickleValue>();
  for (let i = 0; i < items.length; i += 2) dict.set(items[i], items[i + 1]);
  return dict;
}

function textOf(value: PickleValue): string {
  if (typeof value !== 'string') throw new PickleMismatch();
  return value;
}

/** A whole number in decimal, as protocol 0 has it; '00' and '01' are booleans. */
function decimal(line: string): PickleValue {
  if (line === '00' || line === '01') return line === '01';
  const digits = line.replace(/L$/, '');
  if (!/^[+-]?\d{1,160}$/.test(digits)) throw new PickleMismatch();
  return exact(BigInt(digits));
}

function index(line: string): number {
  if (!/^\d{1,15}$/.test(line)) throw new PickleMismatch();
  return Number(line);
}

/** Python's words for what is no number are the only ones that JavaScript writes otherwise. */
function floating(line: string): number {
  const special = /^([+-]?)(inf|nan)$/.exec(line);
  if (special) return special[2] === 'nan' ? Number.NaN : special[1] === '-' ? -Infinity : Infinity;
  if (!/^[+-]?[\d.]+(e[+-]?\d+)?$/i.test(line)) throw new PickleMismatch();
  return Number(line);
}

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** A string of Python 2 as its repr writes it. */
function quoted(line: string): string {
  const inside = /^'(.*)'$/s.exec(line)?.[1] ?? /^"(.*)"$/s.exec(line)?.[1];
  if (inside === undefined) throw new PickleMismatch();
  return inside.replace(/\\(x[0-9a-f]{2}|.)/gs, (_, escaped: string) =>
    escaped.length === 3
      ? String.fromCharCode(Number.parseInt(escaped.slice(1), 16))
      : (SIMPLE_ESCAPES[escaped] ?? escaped),
  );
}

/** Python's raw-unicode-escape. */
function unescaped(line: string): string {
  return line.replace(/\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})/g, (_, short?: string, long?: string) => {
    const point = Number.parseInt(short ?? long ?? '', 16);
    if (point > 0x10ffff) throw new PickleMismatch();
    return String.fromCodePoint(point);
  });
}

const STOP = 0x2e;

/** By code, with the names of Python's pickletools. */
const OPERATIONS: ReadonlyMap<number, Operation> = new Map<number, Operation>(
  (
    [
      // What comes before and around the rest.
      ['\x80', 'PROTO', (_, s) => s.byte()],
      ['\x95', 'FRAME', (_, s) => s.uint64()],
      ['(', 'MARK', (m) => m.mark()],
      ['0', 'POP', (m) => m.pop()],
      ['1', 'POP_MARK', (m) => m.popMark()],
      ['2', 'DUP', (m) => m.push(m.top())],
      // Memory.
      ['p', 'PUT', (m, s) => m.memo.set(index(s.line()), m.top())],
      ['q', 'BINPUT', (m, s) => m.memo.set(s.byte(), m.top())],
      ['r', 'LONG_BINPUT', (m, s) => m.memo.set(s.uint32(), m.top())],
      ['\x94', 'MEMOIZE', (m) => m.memo.set(m.memo.size, m.top())],
      ['g', 'GET', (m, s) => m.recall(index(s.line()))],
      ['h', 'BINGET', (m, s) => m.recall(s.byte())],
      ['j', 'LONG_BINGET', (m, s) => m.recall(s.uint32())],
      // Constants and numbers.
      ['N', 'NONE', (m) => m.push(null)],
      ['\x88', 'NEWTRUE', (m) => m.push(true)],
      ['\x89', 'NEWFALSE', (m) => m.push(false)],
      ['I', 'INT', (m, s) => m.push(decimal(s.line()))],
      ['L', 'LONG', (m, s) => m.push(decimal(s.line()))],
      ['J', 'BININT', (m, s) => m.push(s.int32())],
      ['K', 'BININT1', (m, s) => m.push(s.byte())],
      ['M', 'BININT2', (m, s) => m.push(s.uint16())],
      ['\x8a', 'LONG1', (m, s) => m.push(s.integer(s.byte()))],
      ['\x8b', 'LONG4', (m, s) => m.push(s.integer(s.uint32()))],
      ['F', 'FLOAT', (m, s) => m.push(floating(s.line()))],
      ['G', 'BINFLOAT', (m, s) => m.push(s.double())],
      // Text and bytes.
      ['S', 'STRING', (m, s) => m.push(quoted(s.line()))],
      ['U', 'SHORT_BINSTRING', (m, s) => m.push(s.latin1(s.byte()))],
      ['T', 'BINSTRING', (m, s) => m.push(s.take(s.uint32()))],
      ['V', 'UNICODE', (m, s) => m.push(unescaped(s.line()))],
      ['\x8c', 'SHORT_BINUNICODE', (m, s) => m.push(s.utf8(s.byte()))],
      ['X', 'BINUNICODE', (m, s) => m.push(s.utf8(s.uint32()))],
      ['\x8d', 'BINUNICODE8', (m, s) => m.push(s.utf8(s.uint64()))],
      ['C', 'SHORT_BINBYTES', (m, s) => m.push(s.take(s.byte()))],
      ['B', 'BINBYTES', (m, s) => m.push(s.take(s.uint32()))],
      ['\x8e', 'BINBYTES8', (m, s) => m.push(s.take(s.uint64()))],
      ['\x96', 'BYTEARRAY8', (m, s) => m.push(s.take(s.uint64()))],
      // Lists, tuples, dicts and sets.
      [']', 'EMPTY_LIST', (m) => m.push([])],
      ['l', 'LIST', (m) => m.push(m.popMark())],
      ['a', 'APPEND', (m) => m.append([m.pop()])],
      ['e', 'APPENDS', (m) => m.append(m.popMark())],
      [')', 'EMPTY_TUPLE', (m) => m.push([])],
      ['t', 'TUPLE', (m) => m.push(m.popMark())],
      ['\x85', 'TUPLE1', (m) => m.push(m.popTuple(1))],
      ['\x86', 'TUPLE2', (m) => m.push(m.popTuple(2))],
      ['\x87', 'TUPLE3', (m) => m.push(m.popTuple(3))],
      ['}', 'EMPTY_DICT', (m) => m.push(new Map())],
      ['d', 'DICT', (m) => m.push(dictOf(m.popMark()))],
      ['s', 'SETITEM', (m) => m.setItems(m.popTuple(2))],
      ['u', 'SETITEMS', (m) => m.setItems(m.popMark())],
      ['\x8f', 'EMPTY_SET', (m) => m.push(new Set())],
      ['\x91', 'FROZENSET', (m) => m.push(new Set(m.popMark()))],
      ['\x90', 'ADDITEMS', (m) => m.addItems(m.popMark())],
      // Names, calls and what they have made.
      ['c', 'GLOBAL', (m, s) => m.pushGlobal(s.line(), s.line())],
      [
        '\x93',
        'STACK_GLOBAL',
        (m) => {
          const [module, name] = m.popTuple(2);
          m.pushGlobal(textOf(module), textOf(name));
        },
      ],
      ['R', 'REDUCE', (m) => m.call()],
      ['\x81', 'NEWOBJ', (m) => m.call()],
      ['b', 'BUILD', (m) => m.setState()],
      [
        'i',
        'INST',
        (m, s) => {
          const args = m.popMark();
          m.pushGlobal(s.line(), s.line());
          m.push(args);
          m.call();
        },
      ],
      ['P', 'PERSID', (m, s) => m.pushPersistent(s.line())],
      ['Q', 'BINPERSID', (m) => m.pushPersistent(m.pop())],
    ] satisfies readonly (readonly [
      code: string,
      name: string,
      operation: (m: PickleMachine, s: PickleBytes) => unknown,
    ])[]
  ).map(([code, , operation]) => [code.charCodeAt(0), operation]),
);
