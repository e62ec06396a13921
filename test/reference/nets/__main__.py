"""What PyTorch computes with the zoo's nets; writes test/reference/numbers.

Run with: python3 test/reference/nets [name ...] (PyTorch 1.13, torchvision 0.14); all nets without a name.
In float64, so that the numbers are the truth to which float32 is held; weights and image are float32, from the
formula. A net that torchvision has is run by torchvision, and its list of layers must give the same, which proves the
reader of the lists by which the others are run.
"""
import sys

import torch

from cases import CASES
from formula import images
from listed import ListedNet
from published import TorchvisionNet
from summary import NUMBERS, VERSIONS, channels_last, summary, write

# Of a head's logits, all; of an inner map, a sample.
LOGITS, VALUES = 1000, 64


def evaluate(case, image):
    listed = ListedNet(case.sheet, case.scale, torch.float64, **case.reader)
    output = listed.layers[-1]["name"]
    maps = listed.run(image, wanted={*case.layers, *case.heads, output})
    if not case.torchvision:
        return maps, output
    found = TorchvisionNet(case.sheet, case.scale, torch.float64).run(image, [*case.layers, *case.heads], heads=bool(case.heads))
    found[output] = found.pop("logits")
    for name in [*case.layers, *case.heads, output]:
        difference = (found[name] - maps[name]).abs().max() / found[name].abs().max()
        assert difference < 1e-12, f"{case.sheet}, {name}: torchvision and the list differ by {difference}"
    return found, output


def numbers(case):
    height, width, channels = ListedNet(case.sheet, case.scale, torch.float64).facts["input"]
    image = images(1, height, width, channels).double()
    with torch.no_grad():
        maps, output = evaluate(case, image)
    wanted = [*case.layers, *case.heads, output]
    print(case.name, ", ".join(f"{name} {maps[name].abs().max():.3g}" for name in wanted), flush=True)
    return {
        "id": case.id,
        "choices": case.choices,
        "by": ("torchvision's model" if case.torchvision else f"architectures/{case.sheet}.json") + f"; {VERSIONS}",
        "command": f"python3 test/reference/nets {case.name}",
        "scale": vars(case.scale),
        "output": output,
        "maps": {
            name: summary(name, channels_last(maps[name]), LOGITS if name in [*case.heads, output] else VALUES)
            for name in wanted
        },
    }


chosen = [case for case in CASES if not sys.argv[1:] or case.name in sys.argv[1:]]
for case in chosen:
    write(NUMBERS / f"{case.name}.json", numbers(case), "maps")
