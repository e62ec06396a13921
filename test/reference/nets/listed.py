"""A net built in PyTorch from a list of layers in test/reference/architectures.

The lists have what tells the layers apart; what they leave out (the activation of LeNet-5, its table of connections,
its output) is written here from the paper.
"""
import json
from pathlib import Path

import torch
import torch.nn.functional as F

ARCHITECTURES = Path(__file__).parent.parent / "architectures"

# LeCun et al. 1998, table I: for each map of S2 (a row) an X for each of the 16 maps of C3 that sees it.
TABLE_1 = """
X...XXX..XXXX.XX
XX...XXX..XXXX.X
XXX...XXX..X.XXX
.XXX..XXXX..X.XX
..XXX..XXXX.XX.X
...XXX..XXXX.XXX
""".split()


def read_list(sheet):
    """(the whole sheet, its layers as dictionaries)."""
    facts = json.loads((ARCHITECTURES / f"{sheet}.json").read_text())
    return facts, [dict(zip(facts["columns"], row)) for row in facts["layers"]]


def window(details, x):
    """A kernel's rows and columns; on a map smaller than the published one (auxiliary heads), the map's."""
    top, bottom, left, right = details["pad"]
    rows, columns = details["kernel"]
    return min(rows, x.shape[2] + top + bottom), min(columns, x.shape[3] + left + right)


class ListedNet:
    """Runs a list. All maps are [batch, channels, height, width], or [batch, units] once flat.

    `activation` is that of all layers, `pooling` "max" where the list has another; the kernels of the layers in
    `learned` gather gradients.
    """

    def __init__(self, sheet, scale, dtype, activation="relu", pooling=None, learned=()):
        self.facts, self.layers = read_list(sheet)
        self.scale, self.dtype, self.learned = scale, dtype, learned
        self.nonlinearity, self.pooling = activation, pooling
        self.shapes = {"input": self.facts["input"], **{layer["name"]: layer["output"] for layer in self.layers}}
        self.weights = {}

    def run(self, images, training=False, wanted=None):
        """Every map by its layer's name, or those wanted; batch statistics normalise in training."""
        maps = {"input": images}
        last_use = {}
        for index, layer in enumerate(self.layers):
            for name in layer["inputs"]:
                last_use[name] = index
        for index, layer in enumerate(self.layers):
            inputs = [maps[name] for name in layer["inputs"]]
            maps[layer["name"]] = getattr(self, layer["type"])(layer, training, *inputs)
            if wanted is not None:
                for name in layer["inputs"]:
                    if last_use[name] == index and name not in wanted:
                        maps.pop(name, None)
        return maps

    def weight(self, layer, kind, *shape):
        key = (layer["name"], kind)
        if key not in self.weights:
            values = self.scale.weight(*key, shape).to(self.dtype)
            self.weights[key] = values.requires_grad_(kind == "kernel" and layer["name"] in self.learned)
        return self.weights[key]

    def conv(self, layer, training, x):
        details = layer["details"]
        rows, columns = window(details, x)
        groups, filters = details["groups"], layer["output"][2]
        kernel = self.weight(layer, "kernel", rows, columns, x.shape[1] // groups, filters)
        if layer["name"] == "C3":
            sees = torch.tensor([[mark == "X" for mark in row] for row in TABLE_1])
            kernel = kernel * sees.to(self.dtype)
        bias = self.weight(layer, "bias", filters) if details["bias"] else None
        top, bottom, left, right = details["pad"]
        padded = F.pad(x, (left, right, top, bottom))
        return F.conv2d(padded, kernel.permute(3, 2, 0, 1), bias, details["stride"], groups=groups)

    def dense(self, layer, training, x):
        units = layer["output"][2]
        return x @ self.weight(layer, "kernel", x.shape[1], units) + self.weight(layer, "bias", units)

    def activation(self, layer, training, x):
        if self.nonlinearity == "scaled tanh":
            return 1.7159 * torch.tanh(2 / 3 * x)
        return torch.tanh(x) if self.nonlinearity == "tanh" else torch.relu(x)

    def maxPool(self, layer, training, x):
        details = layer["details"]
        top, bottom, left, right = details["pad"]
        padded = F.pad(x, (left, right, top, bottom), value=-torch.inf)
        return F.max_pool2d(padded, details["kernel"], details["stride"])

    def avgPool(self, layer, training, x):
        details = layer["details"]
        if self.pooling == "max":
            return self.maxPool(layer, training, x)
        top, bottom, left, right = details["pad"]
        assert top == bottom and left == right
        return F.avg_pool2d(
            x, window(details, x), details["stride"], (top, left), count_include_pad=details["countIncludePad"]
        )

    def adaptiveAvgPool(self, layer, training, x):
        return F.adaptive_avg_pool2d(x, layer["output"][:2])

    def globalAvgPool(self, layer, training, x):
        return x.mean((2, 3), keepdim=True)

    def subsample(self, layer, training, x):
        channels = x.shape[1]
        coefficient = self.weight(layer, "coefficient", channels)[:, None, None]
        return F.avg_pool2d(x, 2) * 4 * coefficient + self.weight(layer, "bias", channels)[:, None, None]

    def batchNorm(self, layer, training, x):
        kinds = ("moving_mean", "moving_variance", "gamma", "beta")
        mean, variance, gamma, beta = (self.weight(layer, kind, x.shape[1]) for kind in kinds)
        if training:
            mean, variance = None, None
        epsilon = layer["details"]["epsilon"]
        return F.batch_norm(x, mean, variance, gamma, beta, training=training, eps=epsilon)

    def lrn(self, layer, training, x):
        radius, k, alpha, beta = layer["details"]["tfjs"]
        size = 2 * radius + 1
        return F.local_response_norm(x, size, alpha * size, beta, k)

    def dropout(self, layer, training, x):
        return x

    def flatten(self, layer, training, x):
        return x.permute(0, 2, 3, 1).flatten(1)

    def concat(self, layer, training, *inputs):
        return torch.cat(inputs, 1)

    def add(self, layer, training, trunk, branch):
        return trunk + layer["details"]["scale"] * branch

    def padShortcut(self, layer, training, x):
        before, after = self.shapes[layer["inputs"][0]], layer["output"]
        stride = before[0] // after[0]
        zeros = after[2] - before[2]
        return F.pad(x[:, :, ::stride, ::stride], (0, 0, 0, 0, 0, zeros))

