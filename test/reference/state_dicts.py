"""Names and shapes of the weights of torchvision's nets; prints state_dicts.json.

Run with: python3 test/reference/state_dicts.py > test/reference/state_dicts.json (torchvision 0.14).
Keys are the zoo's ids. A weight is 'conv1.weight 64x3x7x7'; num_batches_tracked is left out.
"""
import json

from torchvision import models

OTHERS = {
    "alexnet_torchvision": models.alexnet,
    "googlenet_torchvision": lambda: models.googlenet(init_weights=False, aux_logits=True),
    "inception_v3": lambda: models.inception_v3(init_weights=False, aux_logits=True),
    "resnet50_v1_5": models.resnet50,
    "resnet101_v1_5": models.resnet101,
    "resnet152_v1_5": models.resnet152,
}
VGG = [f"vgg{depth}{norm}" for depth in (11, 13, 16, 19) for norm in ("", "_bn")]
SAME = [*VGG, "resnet18", "resnet34", "squeezenet1_0", "densenet121"]


def listed(model):
    return [
        f"{name} {'x'.join(map(str, tensor.shape))}"
        for name, tensor in model.state_dict().items()
        if not name.endswith("num_batches_tracked")
    ]


builders = {**OTHERS, **{name: getattr(models, name) for name in SAME}}
rows = [f"{json.dumps(name)}: {json.dumps(listed(build()))}" for name, build in builders.items()]
print("{\n" + ",\n".join(rows) + "\n}")
