"""Weights and images from the layer's name and the index, the same numbers in test/engine/model/against-pytorch-formula.ts.

Value i of a weight called `layer.kind` is centre + radius * u, rounded to float32; u in [-1, 1) is the upper 24 bits
of a 32-bit mix of i and the name. Kernels are flat in [height, width, input, output] order, a dense kernel after a
flattened map in [height * width * channels, output] order, images in [batch, height, width, channels] order.
"""
from dataclasses import dataclass

import numpy as np
import torch

CHUNK = 1 << 22


def seed(name):
    """FNV-1a of the name's bytes, 32 bits."""
    word = 0x811C9DC5
    for byte in name.encode():
        word = ((word ^ byte) * 0x01000193) & 0xFFFFFFFF
    return word


def words(name, start, end):
    """32 well-mixed bits for each index from `start` to `end`; constants of the mix: C. Wellons, lowbias32."""
    x = np.arange(start, end, dtype=np.uint32) * np.uint32(0x9E3779B1) + np.uint32(seed(name))
    x ^= x >> np.uint32(16)
    x *= np.uint32(0x7FEB352D)
    x ^= x >> np.uint32(15)
    x *= np.uint32(0x846CA68B)
    x ^= x >> np.uint32(16)
    return x


def values(name, shape, centre, radius):
    """A float32 tensor of `shape`, its values within `radius` of `centre`."""
    flat = np.empty(int(np.prod(shape)), dtype=np.float32)
    for start in range(0, flat.size, CHUNK):
        end = min(start + CHUNK, flat.size)
        unit = (words(name, start, end) >> np.uint32(8)).astype(np.float64) * 2.0**-23 - 1
        flat[start:end] = centre + radius * unit
    return torch.from_numpy(flat.reshape(shape))


def positions(name, count, size):
    """`count` flat indices into a map of `size` values; all of them where there are no more."""
    if size <= count:
        return np.arange(size)
    return (words(f"{name}.positions", 0, count) % np.uint32(size)).astype(np.int64)


@dataclass
class Scale:
    """How large the weights are, so that signals neither vanish nor explode."""

    gain: float = 1.0  # a kernel is uniform within gain * sqrt(6 / fan-in): He's variance at 1
    gamma: float = 1.0  # a batch norm's scale is within a quarter of it
    beta: float = 0.0  # a batch norm's offset is within 0.1 of it, or within a quarter

    def weight(self, layer, kind, shape):
        name = f"{layer}.{kind}"
        if kind == "kernel":
            return values(name, shape, 0.0, self.gain * np.sqrt(6 / np.prod(shape[:-1])))
        if kind == "gamma":
            return values(name, shape, self.gamma, 0.25 * self.gamma)
        if kind == "beta":
            return values(name, shape, self.beta, max(0.1, 0.25 * self.beta))
        if kind == "moving_variance":
            return values(name, shape, 1.0, 0.25)
        if kind == "coefficient":
            return values(name, shape, 0.25, 0.1)
        return values(name, shape, 0.0, 0.1)


def images(batch, height, width, channels, name="images"):
    """[batch, channels, height, width] within [-1, 1)."""
    return values(name, (batch, height, width, channels), 0.0, 1.0).permute(0, 3, 1, 2)


def labels(batch, classes):
    """[batch]: the label of each image."""
    return torch.from_numpy((words("labels", 0, batch) % np.uint32(classes)).astype(np.int64))
