"""Which nets are compared, and at which inner layers."""
from dataclasses import dataclass, field

from formula import Scale


@dataclass
class Case:
    sheet: str
    layers: list
    scale: Scale = field(default_factory=Scale)
    heads: list = field(default_factory=list)  # the logits of auxiliary heads, which run in training alone
    torchvision: bool = False  # run by torchvision's model, and by the list as a check of the lists' reader
    name: str = ""  # of the file of numbers, where the sheet alone does not tell
    id: str = ""  # the zoo's id, where the sheet is named otherwise
    choices: dict = field(default_factory=dict)  # the zoo's options
    reader: dict = field(default_factory=dict)  # what the list does not say

    def __post_init__(self):
        self.name = self.name or self.sheet
        self.id = self.id or self.sheet


# Branches that add up must be small, or the sum of all would drown each.
RESIDUAL = Scale(gamma=0.6)
PLAIN = Scale(gamma=1.0)


def tower(sheet):
    return Case(sheet, ["conv1", "norm1", "conv2", "norm2", "pool5", "relu7"])


def vgg(depth, norm):
    """After the first convolution, and each second pooling."""
    pools = {
        (11, False): [2, 10, 20], (13, False): [4, 14, 24], (16, False): [4, 16, 30], (19, False): [4, 18, 36],
        (11, True): [3, 14, 28], (13, True): [6, 20, 34], (16, True): [6, 23, 43], (19, True): [6, 26, 52],
    }[depth, norm]
    names = [f"features.{index}" for index in [0, *pools]] + ["classifier.0"]
    return Case(f"vgg{depth}{'_bn' if norm else ''}", names, torchvision=True)


def resnet(sheet, blocks, torchvision, **others):
    names = ["bn1", "maxpool"] + [f"layer{stage + 1}.{count - 1}.relu" for stage, count in enumerate(blocks)]
    return Case(sheet, names, others.pop("scale", RESIDUAL), torchvision=torchvision, **others)


def cifar(sheet, depth, scale):
    last = (depth - 2) // 6 - 1
    return Case(sheet, ["bn1", "layer1.0.relu", *(f"layer{stage}.{last}.relu" for stage in (1, 2, 3))], scale)


LENET = ["act1", "pool1", "conv2", "pool2", "fc1_act"]
OPTION_A = {"choices": {"shortcut": "zeroPadding"}}

CASES = [
    Case("lenet5", LENET, reader={"pooling": "max"}),
    Case(
        "lenet5",
        LENET,
        name="lenet5-tanh-average",
        choices={"activation": "tanh", "pooling": "average"},
        reader={"activation": "tanh"},
    ),
    Case("lenet5_1998", ["C1", "S2_act", "C3", "S4_act", "C5_act", "F6_act"], reader={"activation": "scaled tanh"}),
    tower("alexnet"),
    tower("alexnet_two_groups"),
    Case("alexnet_torchvision", [f"features.{index}" for index in (0, 3, 6, 8, 10)] + ["classifier.4"], torchvision=True),
    tower("zfnet"),
    tower("zfnet_wide"),
    *(vgg(depth, norm) for depth in (11, 13, 16, 19) for norm in (False, True)),
    Case(
        "googlenet",
        ["pool1/norm1", "pool2/3x3_s2", *(f"inception_{name}/output" for name in ("3b", "4a", "4e", "5b"))],
        heads=["loss1/classifier", "loss2/classifier"],
    ),
    Case(
        "googlenet_torchvision",
        ["conv1.bn", "maxpool2", *(f"inception{name}" for name in ("3b", "4a", "4e", "5b"))],
        heads=["aux1.fc2", "aux2.fc2"],
        torchvision=True,
    ),
    Case("inception_v2", ["pool2_3x3_s2", *(f"inception_{name}_output" for name in ("3b", "3c", "4d", "4e", "5b"))]),
    Case(
        "inception_v3",
        ["Conv2d_1a_3x3.bn", "maxpool2", *(f"Mixed_{name}" for name in ("5d", "6a", "6e", "7c"))],
        heads=["AuxLogits.fc"],
        torchvision=True,
    ),
    Case("inception_v4", [f"features.{index}" for index in (3, 5, 9, 10, 17, 21)]),
    Case(
        "inception_resnet_v2",
        ["maxpool_5a", "repeat.9.relu", "mixed_6a", "repeat_1.19.relu", "mixed_7a", "block8.add"],
        RESIDUAL,
    ),
    *(
        resnet(sheet, blocks, True)
        for sheet, blocks in {
            "resnet18": [2, 2, 2, 2],
            "resnet34": [3, 4, 6, 3],
            "resnet50_v1_5": [3, 4, 6, 3],
            "resnet101_v1_5": [3, 4, 23, 3],
            "resnet152_v1_5": [3, 8, 36, 3],
        }.items()
    ),
    *(
        resnet(sheet, blocks, False)
        for sheet, blocks in {
            "resnet50": [3, 4, 6, 3],
            "resnet101": [3, 4, 23, 3],
            "resnet152": [3, 8, 36, 3],
        }.items()
    ),
    resnet("resnet18-option-a", [2, 2, 2, 2], False, id="resnet18", **OPTION_A),
    resnet("resnet34-option-a", [3, 4, 6, 3], False, id="resnet34", **OPTION_A),
    resnet("plain18", [2, 2, 2, 2], False, scale=PLAIN),
    resnet("plain34", [3, 4, 6, 3], False, scale=PLAIN),
    *(cifar(f"resnet{depth}", depth, RESIDUAL) for depth in (20, 32, 44, 56, 110)),
    *(cifar(f"plain{depth}", depth, PLAIN) for depth in (20, 32, 44, 56, 110)),
    Case("squeezenet1_0", [f"features.{index}" for index in (0, 2, 5, 9, 12)], torchvision=True),
    Case("densenet121", ["features.pool0", *(f"features.denseblock{block}" for block in (1, 2, 3, 4))], torchvision=True),
]
