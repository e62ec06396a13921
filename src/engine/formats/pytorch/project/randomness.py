"""The random numbers of the CNN zoo: they follow from a seed and the place where they are used.

The same splits, orders and changes of images come out as in the browser. Generator: xoshiro128** 1.1, seeded by
splitmix32. Each of the four words of a state is an array, so that many places are computed at once.
"""
import numpy as np

GOLDEN_RATIO = 0x9E3779B9


def _words(values):
    return np.atleast_1d(np.asarray(values, dtype=np.uint64)).astype(np.uint32)


def _mix(word):
    z = word ^ (word >> np.uint32(16))
    z = z * np.uint32(0x21F0AAAD)
    z = (z ^ (z >> np.uint32(15))) * np.uint32(0x735A2D97)
    return z ^ (z >> np.uint32(15))


def _splitmix(seed):
    steps = _words([(i * GOLDEN_RATIO) & 0xFFFFFFFF for i in range(1, 5)])
    return [_mix(seed + step) for step in np.split(steps, 4)]


def _rotate(word, bits):
    return (word << np.uint32(bits)) | (word >> np.uint32(32 - bits))


class Random:
    def __init__(self, state):
        self.state = state

    @staticmethod
    def seeded(seed):
        return Random(_splitmix(_words(seed)))

    def fork(self, label):
        """A generator of its own for one purpose."""
        key = _words(0x811C9DC5)
        for character in label:
            key = _mix(key ^ np.uint32(ord(character))) + _words(GOLDEN_RATIO)
        return self._child(key)

    def at(self, place):
        """A generator of its own for one place, or one for each of several."""
        return self._child(_mix(_words(0x2545F491) ^ _words(place)) + _words(GOLDEN_RATIO))

    def _child(self, key):
        for word in self.state:
            key = _mix(key ^ word) + _words(GOLDEN_RATIO)
        return Random([new ^ _mix(own + new) for new, own in zip(_splitmix(key), self.state)])

    def uint32(self):
        a, b, c, d = self.state
        result = _rotate(b * np.uint32(5), 7) * np.uint32(9)
        shifted = b << np.uint32(9)
        c, d = c ^ a, d ^ b
        b, a = b ^ c, a ^ d
        self.state = [a, b, c ^ shifted, _rotate(d, 11)]
        return result

    def uniform(self):
        return self.uint32() / 2.0**32

    def shuffle(self, items):
        """Reorders in place (Fisher-Yates); for a generator of one place."""
        a, b, c, d = (int(word[0]) for word in self.state)
        for last in range(len(items) - 1, 0, -1):
            count = last + 1
            limit = 2**32 - 2**32 % count
            while True:
                result = (b * 5) & 0xFFFFFFFF
                result = ((result << 7) | (result >> 25)) & 0xFFFFFFFF
                result = (result * 9) & 0xFFFFFFFF
                shifted = (b << 9) & 0xFFFFFFFF
                c ^= a
                d ^= b
                b ^= c
                a ^= d
                c ^= shifted
                d = ((d << 11) | (d >> 21)) & 0xFFFFFFFF
                if result < limit:
                    break
            chosen = result % count
            items[last], items[chosen] = items[chosen], items[last]
        self.state = [_words(word) for word in (a, b, c, d)]


def stratified_split(labels, fraction, random):
    """Indices to train on and held-out ones: the same part of every class."""
    held_out = np.zeros(len(labels), dtype=bool)
    for label in range(int(labels.max()) + 1):
        members = np.flatnonzero(labels == label).tolist()
        random.shuffle(members)
        held_out[members[: int(np.floor(len(members) * fraction + 0.5))]] = True
    return np.flatnonzero(~held_out), np.flatnonzero(held_out)
