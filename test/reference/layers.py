"""Layers that tfjs lacks or pads otherwise, by PyTorch: outputs and gradients; prints layers.json.

Run with: python3 test/reference/layers.py > test/reference/layers.json (PyTorch 1.13).
Element i of an input, flat in NHWC order, is |sin(0.7 i + 0.3)|: what a ReLU could have given. Element i of a
kernel, flat in HWIO order, is cos(1.3 i). The gradients are those of the sum over i of y_i cos(0.9 i), y flat in
NHWC order.
"""
import json

import torch
import torch.nn.functional as F


def wave(shape, function, rate, phase=0.0):
    count = torch.Size(shape).numel()
    return function(torch.arange(count, dtype=torch.float64) * rate + phase).reshape(shape)


def case(input_shape, layer, kernel_shape=None):
    x = wave(input_shape, torch.sin, 0.7, 0.3).abs().requires_grad_()
    kernel = None if kernel_shape is None else wave(kernel_shape, torch.cos, 1.3).requires_grad_()
    nchw = x.permute(0, 3, 1, 2)
    y = layer(nchw) if kernel is None else layer(nchw, kernel.permute(3, 2, 0, 1))
    y = y.permute(0, 2, 3, 1)
    (y * wave(y.shape, torch.cos, 0.9)).sum().backward()
    flat = lambda tensor: [round(value, 8) for value in tensor.flatten().tolist()]
    result = {"shape": list(y.shape), "output": flat(y.detach()), "inputGradient": flat(x.grad)}
    return result if kernel is None else {**result, "kernelGradient": flat(kernel.grad)}


def pad_shortcut(x):
    return F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, 0, 3))


# PyTorch's alpha is that of the sum divided by the number of channels summed, 5.
cases = {
    "groupedConvolution": case((2, 5, 5, 4), lambda x, k: F.conv2d(x, k, padding=1, groups=2), (3, 3, 2, 6)),
    "stridedConvolution": case((2, 6, 6, 2), lambda x, k: F.conv2d(x, k, stride=2, padding=1), (3, 3, 2, 3)),
    "responseNormalisation": case(
        (1, 3, 3, 8), lambda x: F.local_response_norm(x, 5, alpha=0.3 * 5, beta=0.75, k=2)
    ),
    "adaptiveAverage": case((1, 14, 14, 2), lambda x: F.adaptive_avg_pool2d(x, 4)),
    "ceilMaximum": case((2, 6, 6, 2), lambda x: F.max_pool2d(x, 3, 2, ceil_mode=True)),
    "paddedMaximum": case((2, 6, 6, 2), lambda x: F.max_pool2d(x, 3, 2, padding=1)),
    "paddedAverage": case((1, 5, 5, 2), lambda x: F.avg_pool2d(x, 3, 1, padding=1, count_include_pad=True)),
    "averageOfInside": case((1, 5, 5, 2), lambda x: F.avg_pool2d(x, 3, 1, padding=1, count_include_pad=False)),
    "stridedAverageOfInside": case(
        (1, 6, 6, 2), lambda x: F.avg_pool2d(x, 3, 2, padding=1, count_include_pad=False)
    ),
    "padShortcut": case((2, 5, 5, 2), pad_shortcut),
    "padShortcutOnBothSides": case((1, 5, 5, 2), lambda x: F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, 1, 2))),
}
print(json.dumps({"torch": torch.__version__, "cases": cases}))
