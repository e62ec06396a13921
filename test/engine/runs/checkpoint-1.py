"""Writes checkpoint-1.bin from the description of version 1 alone: python3 checkpoint-1.py"""

import hashlib
import json
import pathlib
import struct

head = {
    "step": 7,
    "elapsedMs": 1234.5678901234567,
    "sums": {"images": 140, "loss": 0.1 + 0.2, "errors": 63},
    "weights": [["conv1/kernel", 4], ["bn1/movingMean", 1]],
    "slots": [["conv1/kernel/velocity", 4]],
}
text = json.dumps(head).encode()
text += b" " * (-len(text) % 4)
body = text + struct.pack("<9f", 1.5, -0.0, 3e-45, 0.1, -2, 1, 2, 3, 4)
start = b"ZOO-CKPT" + struct.pack("<II", 1, len(text)) + hashlib.sha256(body).hexdigest().encode()
pathlib.Path(__file__).with_suffix(".bin").write_bytes(start + body)
