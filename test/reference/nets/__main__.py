"""What PyTorch computes with the zoo's nets; writes test/reference/numbers.

Run with: python3 test/reference/nets [name ...] (PyTorch 1.13, torchvision 0.14); all nets without a name.
In float64, so that the numbers are the truth to which float32 is held; weights and image are float32, from the
formula. A net that torchvision has is run by torchvision, and its list of layers must give the same, which proves the
reader of the lists by which the others are run.
"""
import json
import sys
from pathlib import Path

import numpy as np
import torch
import torchvision

from cases import CASES
from formula import images, positions
from listed import ListedNet
from published import TorchvisionNet

NUMBERS = Path(__file__).parent.parent / "numbers"
LOGITS, VALUES = 128, 64
VERSIONS = f"PyTorch {torch.__version__}, torchvision {torchvision.__version__}, float64"


def channels_last(tensor):
    return (tensor.permute(0, 2, 3, 1) if tensor.dim() == 4 else tensor).contiguous()


def summary(name, tensor, count):
    """The largest magnitude of a map and its values at the formula's positions, flat in NHWC order."""
    flat = channels_last(tensor).flatten().numpy()
    sampled = flat[positions(name, count, flat.size)]
    return {
        "shape": list(channels_last(tensor).shape),
        "largest": float(f"{np.abs(flat).max():.8g}"),
        "values": [float(f"{value:.8g}") for value in sampled],
    }


def evaluate(case, image):
    listed = ListedNet(case.sheet, case.scale, torch.float64, **case.reader)
    output = listed.layers[-1]["name"]
    maps = listed.run(image, wanted={*case.layers, output})
    if not case.torchvision:
        return maps, output
    found = TorchvisionNet(case.sheet, case.scale, torch.float64).run(image, case.layers)
    found[output] = found.pop("logits")
    for name in [*case.layers, output]:
        difference = (found[name] - maps[name]).abs().max() / found[name].abs().max()
        assert difference < 1e-12, f"{case.sheet}, {name}: torchvision and the list differ by {difference}"
    return found, output


def numbers(case):
    height, width, channels = ListedNet(case.sheet, case.scale, torch.float64).facts["input"]
    image = images(1, height, width, channels).double()
    with torch.no_grad():
        maps, output = evaluate(case, image)
        other, _ = evaluate(case, image.flip(2))
    wanted = [*case.layers, output]
    for name in wanted:
        change = (maps[name] - other[name]).abs().max() / maps[name].abs().max()
        print(f"{case.name} {name}: largest {maps[name].abs().max():.3g}, other image {change:.2g}", flush=True)
    return {
        "id": case.id,
        "choices": case.choices,
        "by": ("torchvision's model" if case.torchvision else f"architectures/{case.sheet}.json") + f"; {VERSIONS}",
        "command": f"python3 test/reference/nets {case.name}",
        "scale": vars(case.scale),
        "output": output,
        "maps": {name: summary(name, maps[name], LOGITS if name == output else VALUES) for name in wanted},
    }


def write(path, content):
    """One line a map."""
    maps = content.pop("maps")
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(value)}" for name, value in maps.items())
    head = json.dumps(content, indent=1)[:-2]
    path.write_text(f'{head},\n "maps": {{\n{lines}\n }}\n}}\n')


NUMBERS.mkdir(exist_ok=True)
chosen = [case for case in CASES if not sys.argv[1:] or case.name in sys.argv[1:]]
for case in chosen:
    write(NUMBERS / f"{case.name}.json", numbers(case))
