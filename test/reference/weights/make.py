"""Small files of weights by PyTorch 1.13, and pickles by Python; each holds what `tensors` and `VALUE` say.

Run with: python3 test/reference/weights/make.py
"""
import json
import pickle
from collections import OrderedDict
from pathlib import Path

import torch

HERE = Path(__file__).parent


def tensors():
    """Float numbers count up from 0 in steps of 1/8, which all types hold exactly."""
    count = lambda *shape: torch.arange(torch.Size(shape).numel()).reshape(shape) / 8
    whole = count(4, 6)
    return OrderedDict(
        {
            "single": count(2, 3, 2, 2),
            "double": count(3).double(),
            "half": count(5).half(),
            "bfloat": count(5).bfloat16(),
            "parameter": torch.nn.Parameter(count(2)),
            "scalar": torch.tensor(2.5),
            "empty": torch.zeros(0, 3),
            "num_batches_tracked": torch.tensor(7),
            # Views of one storage: columns of it, every other number of a row, and one number as a row.
            "whole": whole,
            "transposed": whole.t(),
            "strided": whole[1, ::2],
            "column": whole[:, 5:],
        }
    )


CHECKPOINT = lambda: {"epoch": 3, "best": torch.tensor(91.5), "state_dict": tensors(), "lr": 0.1, "args": None}
for name, value in {"state-dict": tensors(), "checkpoint": CHECKPOINT()}.items():
    torch.save(value, HERE / f"{name}.pth")
    torch.save(value, HERE / f"{name}-legacy.pth", _use_new_zipfile_serialization=False)
torch.save(torch.nn.Linear(1, 1), HERE / "module.pth")
torch.save(torch.nn.Linear(1, 1), HERE / "module-legacy.pth", _use_new_zipfile_serialization=False)

SHARED = ["again"]
VALUE = {
    "numbers": [0, 1, 255, 256, 65535, 65536, -1, -(2**31), 2**31, 2**52, -(2**70), 2**200],
    "floats": [0.1, -1e300, float("inf"), float("-inf")],
    "constants": (None, True, False),
    "text": ["", "plain", "naïve 卷积 🐈", "line\nbreak\\u0041", "x" * 300],
    "bytes": [b"", b"\x00\xff", b"y" * 300] ,
    "tuples": [(), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4)],
    "nested": {"a": {"b": [{}]}},
    "shared": [SHARED, SHARED],
}
TEXT = {key: value for key, value in VALUE.items() if key != "bytes"}
pickles = {
    # Below protocol 3, Python calls a function to make bytes.
    **{str(protocol): pickle.dumps(VALUE if protocol > 2 else TEXT, protocol).hex() for protocol in range(6)},
    "sets": pickle.dumps([{1, 2}, frozenset([3])], 4).hex(),
    "bytearray": pickle.dumps(bytearray(b"abc"), 5).hex(),
    "ordered": pickle.dumps(OrderedDict(a=1, b=2), 2).hex(),
    "print": pickle.dumps(print, 2).hex(),
    "print4": pickle.dumps(print, 4).hex(),
}
(HERE / "pickles.json").write_text(json.dumps(pickles, indent=1) + "\n")


class LeNet(torch.nn.Module):
    """The zoo's LeNet-5 at half its width, on images of 28 x 28."""

    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = torch.nn.Conv2d(1, 3, 5, padding=2), torch.nn.Conv2d(3, 8, 5)
        self.fc1, self.fc2 = torch.nn.Linear(200, 60), torch.nn.Linear(60, 42)
        self.logits = torch.nn.Linear(42, 10)

    def forward(self, x):
        x = torch.nn.functional.max_pool2d(self.conv1(x).relu(), 2)
        x = torch.nn.functional.max_pool2d(self.conv2(x).relu(), 2).flatten(1)
        return self.logits(self.fc2(self.fc1(x).relu()).relu())


torch.manual_seed(1)
net = torch.nn.DataParallel(LeNet())
torch.save({"net": net.state_dict(), "acc": 1.0}, HERE / "lenet5-half-width.pth")
# Pixel i of the two images, row by row, is |sin(0.7 i + 0.3)|.
images = (torch.arange(2 * 28 * 28, dtype=torch.float64) * 0.7 + 0.3).sin().abs().float().reshape(2, 1, 28, 28)
with torch.no_grad():
    logits = net.module(images).tolist()
(HERE / "lenet5-half-width.json").write_text(json.dumps(logits) + "\n")
