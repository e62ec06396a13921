/** xoshiro128**'s four words: plain numbers, so that a checkpoint can hold them. */
export type RandomState = readonly [number, number, number, number];

const GOLDEN_RATIO = 0x9e3779b9;
const UINT32_RANGE = 2 ** 32;

/** A bijection of 32-bit words in which every input bit reaches every output bit: splitmix32's finaliser. */
function mix(word: number): number {
  let z = word | 0;
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return (z ^ (z >>> 15)) >>> 0;
}

/** splitmix32: `count` words from one seed. Constants: C. Wellons, "Hash Function Prospector". */
export function splitmix32(seed: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => mix(seed + Math.imul(index + 1, GOLDEN_RATIO)));
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

/**
 * Seeded random numbers: xoshiro128** 1.1 (Blackman and Vigna, "Scrambled Linear Pseudorandom Number Generators", 2021),
 * seeded by splitmix32. The same seed or state gives the same numbers; not for secrets.
 */
export class Random {
  #a = 0;
  #b = 0;
  #c = 0;
  #d = 0;

  /** @param seed whole number from 0 to 2^32 - 1, or the state of another generator to go on from. */
  constructor(seed: number | RandomState) {
    this.state = typeof seed === 'number' ? (splitmix32(seed, 4) as unknown as RandomState) : seed;
  }

  get state(): RandomState {
    return [this.#a >>> 0, this.#b >>> 0, this.#c >>> 0, this.#d >>> 0];
  }

  /** @throws RangeError for all zeros, from which the generator never leaves. */
  set state(words: RandomState) {
    if (words.every((word) => word === 0))
      throw new RangeError('the state of a generator must not be all zeros');
    [this.#a, this.#b, this.#c, this.#d] = words;
  }

  /** A whole number from 0 to 2^32 - 1. */
  uint32(): number {
    const result = Math.imul(rotateLeft(Math.imul(this.#b, 5), 7), 9) >>> 0;
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = rotateLeft(this.#d, 11);
    return result;
  }

  /** The next `count` words of uint32(), as int32, in less time than one by one. */
  fillWords(words: Int32Array, count: number): void {
    let [a, b, c, d] = [this.#a, this.#b, this.#c, this.#d];
    for (let index = 0; index < count; index++) {
      words[index] = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9);
      const shifted = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= shifted;
      d = rotateLeft(d, 11);
    }
    [this.#a, this.#b, this.#c, this.#d] = [a, b, c, d];
  }

  /** From 0 up to but not including 1, in steps of 2^-32. */
  uniform(): number {
    return this.uint32() / UINT32_RANGE;
  }

  /**
   * Mean 0, deviation 1, by Marsaglia's polar method. The second number of each pair is dropped, so that the
   * four words are the whole state.
   */
  normal(): number {
    for (;;) {
      const x = 2 * this.uniform() - 1;
      const y = 2 * this.uniform() - 1;
      const s = x * x + y * y;
      if (s > 0 && s < 1) return x * Math.sqrt((-2 * Math.log(s)) / s);
    }
  }

  /** A whole number from 0 to n - 1, each equally likely; n from 1 to 2^32. */
  below(n: number): number {
    if (!Number.isInteger(n) || n < 1 || n > UINT32_RANGE) throw new RangeError(`below(${n})`);
    const limit = UINT32_RANGE - (UINT32_RANGE % n);
    for (;;) {
      const word = this.uint32();
      if (word < limit) return word % n;
    }
  }

  /** Reorders in place, every order equally likely (Fisher-Yates). */
  shuffle(items: Uint32Array): void {
    for (let last = items.length - 1; last > 0; last--) {
      const chosen = this.below(last + 1);
      const item = items[last]!;
      items[last] = items[chosen]!;
      items[chosen] = item;
    }
  }

  /** A generator of its own for one purpose: it follows from this one's state and the label, and consumes nothing. */
  fork(label: string): Random {
    let hash = 0x811c9dc5;
    for (let index = 0; index < label.length; index++)
      hash = mix(hash ^ label.charCodeAt(index)) + GOLDEN_RATIO;
    return this.#child(hash);
  }

  /**
   * A generator of its own for one place, such as (epoch, index). It follows from this one's state and the whole
   * numbers, and consumes nothing: so the random numbers of a place can be computed ahead, elsewhere, or again.
   */
  at(...place: readonly number[]): Random {
    let hash = 0x2545f491;
    for (const number of place) hash = mix(hash ^ number) + GOLDEN_RATIO;
    return this.#child(hash);
  }

  #child(label: number): Random {
    let hash = label;
    for (const word of this.state) hash = mix(hash ^ word) + GOLDEN_RATIO;
    const [a, b, c, d] = splitmix32(hash, 4) as [number, number, number, number];
    const own = this.state;
    const child: RandomState = [
      (a ^ mix(own[0] + a)) >>> 0,
      (b ^ mix(own[1] + b)) >>> 0,
      (c ^ mix(own[2] + c)) >>> 0,
      (d ^ mix(own[3] + d)) >>> 0,
    ];
    return new Random(child.some((word) => word !== 0) ? child : GOLDEN_RATIO);
  }
}
