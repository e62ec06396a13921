"""The project's random numbers, written from the definitions that its sources cite.

xoshiro128** 1.1 and the polar method are not in Python's library; the rest is how a run addresses what is random: a
generator of its own for each purpose (`fork`) and for each place (`at`).
"""
import math

import numpy as np

MASK = 0xFFFFFFFF
GOLDEN_RATIO = 0x9E3779B9


def mix(word):
    """splitmix32's finaliser, with C. Wellons's constants."""
    z = word & MASK
    z = ((z ^ (z >> 16)) * 0x21F0AAAD) & MASK
    z = ((z ^ (z >> 15)) * 0x735A2D97) & MASK
    return z ^ (z >> 15)


def splitmix32(seed, count):
    return [mix(seed + (i + 1) * GOLDEN_RATIO) for i in range(count)]


def rotate_left(word, bits):
    return ((word << bits) | (word >> (32 - bits))) & MASK


class Random:
    """xoshiro128** (Blackman and Vigna 2021), its four words from splitmix32 of a seed."""

    def __init__(self, words):
        self.words = list(words)

    @staticmethod
    def seeded(seed):
        return Random(splitmix32(seed, 4))

    def uint32(self):
        s = self.words
        result = (rotate_left((s[1] * 5) & MASK, 7) * 9) & MASK
        shifted = (s[1] << 9) & MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= shifted
        s[3] = rotate_left(s[3], 11)
        return result

    def uniform(self):
        return self.uint32() / 2**32

    def below(self, n):
        """Words above the last whole multiple of n are drawn again."""
        while True:
            word = self.uint32()
            if word < 2**32 - 2**32 % n:
                return word % n

    def shuffled(self, items):
        """Fisher and Yates, from the end."""
        items = list(items)
        for last in range(len(items) - 1, 0, -1):
            chosen = self.below(last + 1)
            items[last], items[chosen] = items[chosen], items[last]
        return items

    def fork(self, label):
        return self._child(0x811C9DC5, [ord(letter) for letter in label])

    def at(self, *place):
        return self._child(0x2545F491, place)

    def _child(self, start, numbers):
        word = start
        for number in [*numbers, *self.words]:
            word = mix(word ^ number) + GOLDEN_RATIO
        return Random(a ^ mix(own + a) for own, a in zip(self.words, splitmix32(word, 4)))


BLOCK = 4096
LAYERS = 256
TAIL = 3.6541528853610088
AREA = 0.00492867323399


def density(x):
    return math.exp(-x * x / 2)


def layer_edges():
    """Right edges of the 256 layers of equal area under the normal density, widest first, then 0."""
    edges = [AREA / density(TAIL), TAIL]
    while len(edges) < LAYERS:
        edges.append(math.sqrt(-2 * math.log(AREA / edges[-1] + density(edges[-1]))))
    return [*edges, 0.0]


EDGES = layer_edges()


def normals(count, random):
    """Marsaglia and Tsang's ziggurat (2000), the layer from 8 bits of a word and the place from 24 (Doornik 2005).

    Words are drawn 4096 at a time; what one word does not settle takes more of them after its block.
    """
    values = np.empty(count)
    for start in range(0, count, BLOCK):
        words = [random.uint32() for _ in range(min(BLOCK, count - start))]
        for offset, word in enumerate(words):
            values[start + offset] = normal(word, random)
    return values


def normal(word, random):
    while True:
        layer = word & 255
        signed = word - 2**32 if word >= 2**31 else word
        place = ((signed >> 8) + 0.5) / 2**23
        x = place * EDGES[layer]
        if abs(x) < EDGES[layer + 1]:
            return x
        if layer == 0:
            return math.copysign(beyond_tail(random), place)
        low, high = density(EDGES[layer]), density(EDGES[layer + 1])
        if low + random.uniform() * (high - low) < density(x):
            return x
        word = random.uint32()


def beyond_tail(random):
    while True:
        x = -math.log(1 - random.uniform()) / TAIL
        if -2 * math.log(1 - random.uniform()) >= x * x:
            return TAIL + x
