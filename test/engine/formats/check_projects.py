"""Loads each project in the folder and prints how far its logits are from those in logits.safetensors beside it."""
import importlib
import json
import sys
from pathlib import Path

import torch

found = {}
for folder in sorted(path for path in Path(sys.argv[1]).iterdir() if path.is_dir()):
    sys.path.insert(0, str(folder))
    for name in ("model", "tensors"):
        sys.modules.pop(name, None)
    tensors, model = importlib.import_module("tensors"), importlib.import_module("model")
    net = model.Net()
    net.load_state_dict(tensors.read(folder / "weights.safetensors"), strict=True)
    expected = tensors.read(folder / "logits.safetensors")
    net.eval()
    with torch.no_grad():
        logits = net(expected["images"])
    difference = (logits - expected["logits"]).abs().max() / expected["logits"].abs().max()
    net.train()
    outputs = net(expected["images"])
    heads = len(outputs) - 1 if isinstance(outputs, tuple) else 0
    found[folder.name] = {"difference": difference.item(), "heads": heads, "weights": len(model.HEAD_WEIGHTS)}
    sys.path.pop(0)
print(json.dumps(found))
