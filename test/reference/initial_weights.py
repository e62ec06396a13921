"""Deviations of the weights that torchvision's models start from; prints initial_weights.json.

Run with: python3 test/reference/initial_weights.py > test/reference/initial_weights.json
(PyTorch 1.13, torchvision 0.14.) 'kernel' and 'bias' are a layer's; `count` is how many values a deviation is of.
"""
import json
import warnings

import torch
from torchvision import models

# The auxiliary head's conv1 of inception_v3 is left out: its code sets a deviation that does not reach the kernel.
LAYERS = {
    "alexnet_torchvision": ["features.3", "classifier.6"],
    "googlenet_torchvision": ["conv1.conv", "inception5b.branch2.1.conv", "aux1.fc1", "fc"],
    "inception_v3": ["Conv2d_2b_3x3.conv", "Mixed_6b.branch7x7_2.conv", "AuxLogits.conv0.conv", "AuxLogits.fc", "fc"],
    "resnet50_v1_5": ["conv1", "layer3.0.conv2", "layer4.0.conv1", "fc"],
}
BUILDERS = {
    "alexnet_torchvision": models.alexnet,
    "googlenet_torchvision": lambda: models.googlenet(init_weights=True, aux_logits=True),
    "inception_v3": lambda: models.inception_v3(init_weights=True, aux_logits=True),
    "resnet50_v1_5": models.resnet50,
}


def deviation(tensor):
    # trunc_normal_(a=-2, b=2) gives 2 itself, far out of place, where float32 rounds its uniform number to 1.
    values = tensor.detach()[tensor.abs() < 2].double()
    return {"deviation": values.std(unbiased=False).item(), "count": tensor.numel()}


warnings.filterwarnings("ignore")
nets = {}
for net, layers in LAYERS.items():
    torch.manual_seed(1)
    parameters = dict(BUILDERS[net]().named_parameters())
    nets[net] = {
        layer: {
            kind: deviation(parameters[f"{layer}.{own}"])
            for kind, own in (("kernel", "weight"), ("bias", "bias"))
            if f"{layer}.{own}" in parameters
        }
        for layer in layers
    }
print(json.dumps(nets, indent=1))
