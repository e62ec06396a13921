"""Reads and writes safetensors files, without a package: https://github.com/huggingface/safetensors#format"""
import json
import struct

import numpy as np
import torch

TYPES = {"F32": np.float32, "F64": np.float64, "F16": np.float16, "I64": np.int64, "I32": np.int32}


def read(path):
    """The tensors of a file by name."""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = file.read()
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        start, end = entry["data_offsets"]
        values = np.frombuffer(data[start:end], TYPES[entry["dtype"]]).reshape(entry["shape"])
        tensors[name] = torch.from_numpy(values.copy())
    return tensors


def write(path, tensors):
    """Writes float tensors by name as 32-bit floats."""
    header, start = {}, 0
    arrays = {name: tensor.detach().cpu().contiguous().float().numpy() for name, tensor in tensors.items()}
    for name, array in arrays.items():
        offsets = [start, start + array.nbytes]
        header[name] = {"dtype": "F32", "shape": list(array.shape), "data_offsets": offsets}
        start += array.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)))
        file.write(text)
        for array in arrays.values():
            file.write(array.tobytes())


def weights_of(state):
    """A state dict without the counters that PyTorch keeps beside batch norm's averages."""
    return {name: tensor for name, tensor in state.items() if not name.endswith("num_batches_tracked")}
