"""PyTorch's gradients of the training loss; writes test/reference/numbers/gradients.

Run with: python3 test/reference/nets/gradients.py [name ...] (PyTorch 1.13); all without a name.
One net of each family, from its list of layers at a small input, as it trains: batch norm by the statistics of the
batch, auxiliary heads in the loss with their published weights, but no dropout. The loss is the mean cross-entropy
over the batch. Kept are the gradients of the first and the last kernel, in float64. The same in float32, and with
pixels that differ by a millionth, tell how much rounding alone changes them: well below what is asked of an
implementation, or the case is refused.
"""
import json
import sys
from dataclasses import dataclass, field

import torch
import torch.nn.functional as F

from formula import Scale, images, labels
from listed import ListedNet
from summary import NUMBERS, VERSIONS, summary, write

VALUES = 128
# Rounding alone may change a gradient by this much of its largest value; ours may differ by five times more.
ROUNDING = 2e-4
NOISE = 1e-6
IMAGES = ["images", *(f"images.{index}" for index in range(1, 10))]

# Batch norm upon batch norm makes a net of random weights chaotic: with offsets around zero, PyTorch's own gradient at
# the first layer of Inception v4 (107 x 107, 4 images) differs by 12 % between float32 and float64. Offsets that keep
# most units above zero mend that. What remains is that the maximum of a window can change places, a jump of some
# thousandths: small maps, few images, and the first of the formula's images that leave no window so undecided.
ABOVE_ZERO = Scale(gamma=0.5, beta=1.0)
FAR_ABOVE_ZERO = Scale(gamma=0.5, beta=2.0)


@dataclass
class Case:
    sheet: str
    side: int
    batch: int
    scale: Scale = field(default_factory=Scale)
    heads: dict = field(default_factory=dict)  # the logits of auxiliary heads, with their weights in the loss
    reader: dict = field(default_factory=dict)


CASES = [
    Case("lenet5", 28, 4, reader={"pooling": "max"}),
    Case("lenet5_1998", 32, 4, reader={"activation": "scaled tanh"}),
    Case("alexnet_two_groups", 67, 2),
    Case("zfnet", 97, 2),
    Case("vgg11", 32, 2),
    Case("vgg16_bn", 32, 4, ABOVE_ZERO),
    Case("googlenet", 80, 2, heads={"loss1/classifier": 0.3, "loss2/classifier": 0.3}),
    Case("inception_v2", 96, 4, ABOVE_ZERO),
    Case("inception_v3", 107, 4, FAR_ABOVE_ZERO, heads={"AuxLogits.fc": 0.4}),
    Case("inception_v4", 75, 8, FAR_ABOVE_ZERO),
    Case("inception_resnet_v2", 75, 4, Scale(gain=0.2, gamma=0.5, beta=2.0)),
    Case("resnet18", 64, 4, ABOVE_ZERO),
    Case("resnet50", 64, 4, ABOVE_ZERO),
    Case("resnet20", 32, 4, ABOVE_ZERO),
    Case("squeezenet1_0", 67, 2),  # a side at which its poolings need not round up, which the list cannot say
    Case("densenet121", 64, 4, ABOVE_ZERO),
]


def gradients(case, name, dtype, noise=0.0):
    """(loss, {layer: gradient of its kernel}) for the first and the last layer; `noise` is relative, of the pixels."""
    net = ListedNet(case.sheet, case.scale, dtype, **case.reader)
    with_kernel = [layer["name"] for layer in net.layers if layer["type"] in ("conv", "dense") and layer["name"] not in case.heads]
    output = net.layers[-1]["name"]
    net.learned = (with_kernel[0], with_kernel[-1])
    image = images(case.batch, case.side, case.side, net.facts["input"][2], name).to(dtype)
    image = image * (1 + noise * torch.randn(image.shape, dtype=dtype, generator=torch.Generator().manual_seed(1)))
    truth = labels(case.batch, net.facts["numClasses"])
    maps = net.run(image, training=True, wanted={output, *case.heads})
    loss = F.cross_entropy(maps[output], truth)
    for head, weight in case.heads.items():
        loss = loss + weight * F.cross_entropy(maps[head], truth)
    loss.backward()
    return loss.item(), {layer: net.weights[layer, "kernel"].grad for layer in net.learned}


def decided(case):
    """(name, loss, gradients) of the first images whose gradients do not hang on rounding."""
    for name in IMAGES:
        loss, exact = gradients(case, name, torch.float64)
        _, in_float32 = gradients(case, name, torch.float32)
        _, shaken = gradients(case, name, torch.float64, noise=NOISE)
        rounding = {
            layer: max((other[layer] - gradient).abs().max() for other in (in_float32, shaken)) / gradient.abs().max()
            for layer, gradient in exact.items()
        }
        report = ", ".join(f"{layer} {value:.2g}" for layer, value in rounding.items())
        print(f"{case.sheet}, {name}: loss {loss:.4g}, rounding {report}", flush=True)
        if max(rounding.values()) < ROUNDING:
            return name, loss, exact
    raise SystemExit(f"{case.sheet}: too chaotic a net to compare gradients with")


def numbers(case):
    image, loss, exact = decided(case)
    return {
        "id": case.sheet,
        "by": f"architectures/{case.sheet}.json; {VERSIONS}",
        "command": f"python3 test/reference/nets/gradients.py {case.sheet}",
        "scale": vars(case.scale),
        "batch": case.batch,
        "side": case.side,
        "image": image,
        "loss": float(f"{loss:.8g}"),
        "kernels": {layer: summary(layer, gradient, VALUES) for layer, gradient in exact.items()},
    }


for case in CASES:
    if not sys.argv[1:] or case.sheet in sys.argv[1:]:
        write(NUMBERS / "gradients" / f"{case.sheet}.json", numbers(case), "kernels")
