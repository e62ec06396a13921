"""The form in which numbers are kept."""
import json
from pathlib import Path

import numpy as np
import torch
import torchvision

from formula import positions

NUMBERS = Path(__file__).parent.parent / "numbers"
VERSIONS = f"PyTorch {torch.__version__}, torchvision {torchvision.__version__}, float64"


def channels_last(tensor):
    return (tensor.permute(0, 2, 3, 1) if tensor.dim() == 4 else tensor).contiguous()


def summary(name, tensor, count):
    """The largest magnitude of a tensor and its values at the formula's positions, flat in the tensor's order."""
    flat = tensor.detach().double().flatten().numpy()
    sampled = flat[positions(name, count, flat.size)]
    return {
        "shape": list(tensor.shape),
        "largest": float(f"{np.abs(flat).max():.8g}"),
        "values": [float(f"{value:.8g}") for value in sampled],
    }


def write(path, content, key):
    """As JSON, one line for each entry of content[key]."""
    entries = content.pop(key)
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(value)}" for name, value in entries.items())
    head = json.dumps(content, indent=1)[:-2]
    path.parent.mkdir(exist_ok=True)
    path.write_text(f'{head},\n "{key}": {{\n{lines}\n }}\n}}\n')
