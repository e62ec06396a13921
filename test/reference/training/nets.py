"""LeNet-5 and VGG-11 with batch norm, as their papers and torchvision have them, for small images.

Weights have the names and shapes of the project: kernels [height, width, input, output] or [input, output], and start
from what each net's notes say, each layer from a stream named after it.
"""
import numpy as np
import torch
import torch.nn.functional as F

from generator import GOLDEN_RATIO, normals
from images import CLASSES

BATCH_NORM_EPSILON = 1e-5
BATCH_NORM_KEPT = 0.9
DROPOUT = 0.5


def mask(shape, seed):
    """A dropout mask: element i is kept where the upper 31 bits of a mix of i and the seed reach the rate."""
    z = np.arange(np.prod(shape), dtype=np.uint32) * np.uint32(GOLDEN_RATIO) ^ np.uint32(seed)
    z = (z ^ (z >> np.uint32(16))) * np.uint32(0x21F0AAAD)
    z = (z ^ (z >> np.uint32(15))) * np.uint32(0x735A2D97)
    kept = (z ^ (z >> np.uint32(15))) >> np.uint32(1) >= DROPOUT * 2**31
    return torch.from_numpy(kept.reshape(shape)) / (1 - DROPOUT)


class Net:
    """Weights by name, and the layers that both nets are made of."""

    def __init__(self, config, random, side, channels, dtype):
        self.width, self.random, self.dtype = config["model"]["width"], random, dtype
        self.weights, self.averages = {}, {}
        self.build(side, channels)

    def add(self, name, values, group=None):
        values = torch.from_numpy(np.asarray(values, dtype=np.float32)).to(self.dtype)
        (self.weights if group is None else group)[name] = values.requires_grad_(group is None)

    def add_layer(self, name, shape, deviation):
        """A kernel from a normal distribution, and a bias of 0."""
        values = deviation * normals(int(np.prod(shape)), self.random.fork(name))
        self.add(f"{name}/kernel", values.reshape(shape))
        self.add(f"{name}/bias", np.zeros(shape[-1]))

    def scaled(self, count):
        return max(1, int(count * self.width + 0.5))

    def conv(self, name, x, pad):
        kernel = self.weights[f"{name}/kernel"].permute(3, 2, 0, 1)
        return F.conv2d(x, kernel, self.weights[f"{name}/bias"], padding=pad)

    def dense(self, name, x):
        return x @ self.weights[f"{name}/kernel"] + self.weights[f"{name}/bias"]

    def batch_norm(self, name, x, training):
        """Ioffe and Szegedy 2015. The moving variance follows the batch's; PyTorch's follows n / (n - 1) of that."""
        mean, variance = self.averages[f"{name}/movingMean"], self.averages[f"{name}/movingVariance"]
        if training:
            for average, of_batch in ((mean, x.mean((0, 2, 3))), (variance, x.var((0, 2, 3), unbiased=False))):
                average.mul_(BATCH_NORM_KEPT).add_(of_batch.detach() * (1 - BATCH_NORM_KEPT))
            mean, variance = None, None
        gamma, beta = self.weights[f"{name}/gamma"], self.weights[f"{name}/beta"]
        return F.batch_norm(x, mean, variance, gamma, beta, training=training, eps=BATCH_NORM_EPSILON)

    def flat(self, x):
        """Channels last."""
        return x.permute(0, 2, 3, 1).flatten(1)


class LeNet5(Net):
    """LeCun et al. 1998 with ReLU and max pooling: He's initialisation, and 0.01 in the last layer."""

    def build(self, side, channels):
        conv1, conv2, fc1, fc2 = (self.scaled(count) for count in (6, 16, 120, 84))
        after = ((side // 2 - 4) // 2) ** 2 * conv2
        for name, shape in (
            ("conv1", (5, 5, channels, conv1)),
            ("conv2", (5, 5, conv1, conv2)),
            ("fc1", (after, fc1)),
            ("fc2", (fc1, fc2)),
        ):
            self.add_layer(name, shape, np.sqrt(2 / np.prod(shape[:-1])))
        self.add_layer("logits", (fc2, CLASSES), 0.01)

    def run(self, x, mask_seed=None):
        for name, pad in (("conv1", 2), ("conv2", 0)):
            x = F.max_pool2d(torch.relu(self.conv(name, x, pad)), 2)
        x = self.flat(x)
        for name in ("fc1", "fc2"):
            x = torch.relu(self.dense(name, x))
        return self.dense("logits", x)


class Vgg11WithBatchNorm(Net):
    """torchvision's vgg11_bn at its places of the state dict; hidden layers of 512 units, He's initialisation."""

    BLOCKS = [[64], [128], [256, 256], [512, 512], [512, 512]]

    def build(self, side, channels):
        self.blocks, index = [], 0
        for block in self.BLOCKS:
            self.blocks.append([])
            for filters in block:
                filters = self.scaled(filters)
                conv, norm = f"features.{index}", f"features.{index + 1}"
                self.add_layer(conv, (3, 3, channels, filters), np.sqrt(2 / (9 * filters)))
                self.add(f"{norm}/gamma", np.ones(filters))
                self.add(f"{norm}/beta", np.zeros(filters))
                self.add(f"{norm}/movingMean", np.zeros(filters), self.averages)
                self.add(f"{norm}/movingVariance", np.ones(filters), self.averages)
                self.blocks[-1].append((conv, norm))
                channels, index = filters, index + 3
            index += 1
            side //= 2
        inputs = side * side * channels
        for name, units in (("classifier.0", self.scaled(512)), ("classifier.3", self.scaled(512))):
            self.add_layer(name, (inputs, units), np.sqrt(2 / inputs))
            inputs = units
        self.add_layer("classifier.6", (inputs, CLASSES), np.sqrt(2 / inputs))

    def run(self, x, mask_seed=None):
        """`mask_seed` gives the seed of a dropout layer's mask in training."""
        for block in self.blocks:
            for conv, norm in block:
                x = torch.relu(self.batch_norm(norm, self.conv(conv, x, 1), mask_seed is not None))
            x = F.max_pool2d(x, 2)
        x = self.flat(x)
        for dense, dropout in (("classifier.0", "classifier.2"), ("classifier.3", "classifier.5")):
            x = torch.relu(self.dense(dense, x))
            if mask_seed is not None:
                x = x * mask(tuple(x.shape), mask_seed(dropout)).to(x.dtype)
        return self.dense("classifier.6", x)


NETS = {"lenet5": LeNet5, "vgg11_bn": Vgg11WithBatchNorm}
