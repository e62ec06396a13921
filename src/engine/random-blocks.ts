import type { Random } from './random.ts';

/*
 * Many random numbers at once, several times faster than one by one: a large net has a hundred million weights.
 * Each number takes one word of the generator, drawn a block at a time; the few that a word does not decide take
 * more of them after its block.
 */

const words = new Int32Array(4096);
const UNIT = 2 ** -31;

/** Uniform from -limit up to but not including limit. */
export function fillUniform(out: Float32Array, limit: number, random: Random): void {
  for (let start = 0; start < out.length; start += words.length) {
    const count = Math.min(words.length, out.length - start);
    random.fillWords(words, count);
    for (let i = 0; i < count; i++) out[start + i] = ((words[i]! >>> 0) * UNIT - 1) * limit;
  }
}

/**
 * Normal with mean 0 and the given deviation, drawn anew beyond `bound` deviations, by the ziggurat method (Marsaglia
 * and Tsang, "The Ziggurat Method for Generating Random Variables", 2000): 256 layers of equal area cover the density.
 * The low 8 bits of a word choose the layer and the other 24 the place in it, so that the two are independent (Doornik,
 * "An Improved Ziggurat Method to Generate Normal Random Samples", 2005).
 */
export function fillNormal(out: Float32Array, deviation: number, random: Random, bound = Infinity): void {
  for (let start = 0; start < out.length; start += words.length) {
    const count = Math.min(words.length, out.length - start);
    random.fillWords(words, count);
    for (let i = 0; i < count; i++) {
      const word = words[i]!;
      const place = (word >> 8) + 0.5;
      const layer = word & 255;
      const z = place * WIDTH[layer]!;
      // 99 of 100 numbers are settled here, without a call.
      const settled = Math.abs(place) < CERTAIN[layer]! && Math.abs(z) <= bound;
      out[start + i] = deviation * (settled ? z : normalWithin(bound, word, random));
    }
  }
}

const LAYERS = 256;
const PLACES = 2 ** 23;
/** Where the tail begins, and the area of each layer, for 256 layers (Marsaglia and Tsang 2000, section 3). */
const TAIL = 3.6541528853610088;
const AREA = 0.00492867323399;

const density = (x: number): number => Math.exp((-x * x) / 2);

/**
 * Right edges of the layers, widest first; the last is 0. The lowest layer's width gives it the same area as the
 * others.
 */
const EDGE = new Float64Array(LAYERS + 1);
EDGE[0] = AREA / density(TAIL);
EDGE[1] = TAIL;
for (let i = 2; i < LAYERS; i++) {
  EDGE[i] = Math.sqrt(-2 * Math.log(AREA / EDGE[i - 1]! + density(EDGE[i - 1]!)));
}
const DENSITY = EDGE.map(density);
/** From a place in a layer to its abscissa, and below which place it is under the density for certain. */
const WIDTH = Float64Array.from({ length: LAYERS }, (_, i) => EDGE[i]! / PLACES);
const CERTAIN = Float64Array.from({ length: LAYERS }, (_, i) => (PLACES * EDGE[i + 1]!) / EDGE[i]!);

function normalWithin(bound: number, word: number, random: Random): number {
  for (let z = normal(word, random); ; z = normal(random.uint32(), random)) {
    if (Math.abs(z) <= bound) return z;
  }
}

/** A deviate from one word, and more of them where it does not decide. */
function normal(word: number, random: Random): number {
  const place = ((word | 0) >> 8) + 0.5;
  const layer = word & 255;
  return Math.abs(place) < CERTAIN[layer]! ? place * WIDTH[layer]! : decide(place, layer, random);
}

/** A place that is not certain to lie under the density: in the tail, on a layer's slope, or above it. */
function decide(place: number, layer: number, random: Random): number {
  if (layer === 0) return Math.sign(place) * tail(random);
  const x = place * WIDTH[layer]!;
  const y = DENSITY[layer]! + random.uniform() * (DENSITY[layer + 1]! - DENSITY[layer]!);
  return y < density(x) ? x : normal(random.uint32(), random);
}

/** Marsaglia's tail: beyond TAIL, by rejection from an exponential. */
function tail(random: Random): number {
  for (;;) {
    const beyond = -Math.log(1 - random.uniform()) / TAIL;
    if (-2 * Math.log(1 - random.uniform()) >= beyond * beyond) return TAIL + beyond;
  }
}
