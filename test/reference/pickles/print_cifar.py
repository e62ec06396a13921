"""Prints pickles as CIFAR's Python version has them, small ones: python3 print_cifar.py > cifar.json

As Python 2 wrote them (protocol 2, the array's bytes and all texts as its strings), put together by hand, since no Python 2
is left to write them; and as a Python 3 writes them today. Each image's bytes follow from a formula that the test repeats.
"""
import json
import pickle
import struct

import numpy

COUNT = 3


def data(count, seed):
    return bytes((seed + i * 31 + i // 3072 * 7) % 256 for i in range(count * 3072))


def short(text):
    return b"U" + bytes([len(text)]) + text


def python2(seed, labels, key):
    raw = data(len(labels), seed)
    number = lambda n: b"M" + struct.pack("<H", n)
    array = (
        b"cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85" + short(b"b") + b"\x87R"
        + b"(K\x01" + number(len(labels)) + number(3072) + b"\x86"
        + b"cnumpy\ndtype\n" + short(b"u1") + b"K\x00K\x01\x87R"
        + b"(K\x03" + short(b"|") + b"NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89"
        + b"T" + struct.pack("<i", len(raw)) + raw + b"tb"
    )
    listed = b"](" + b"".join(b"K" + bytes([label]) for label in labels) + b"e"
    result = b"\x80\x02}(" + short(b"data") + array + short(key) + listed + b"u."
    # Whether it is a pickle at all: Python itself reads it.
    read = pickle.loads(result, encoding="bytes")
    assert read[b"data"].tobytes() == raw and read[key] == labels
    return result.hex()


def python3(seed, labels, key, protocol):
    array = numpy.frombuffer(data(len(labels), seed), dtype=numpy.uint8).reshape(len(labels), 3072)
    return pickle.dumps({"data": array, key: labels}, protocol=protocol).hex()


print(
    json.dumps(
        {
            "data_batch_1": python2(1, [3, 9, 0], b"labels"),
            "data_batch_2": python3(2, [5, 1], "labels", 2),
            "test_batch": python3(3, [7], "labels", 4),
            "batches.meta": pickle.dumps({b"label_names": [b"plane", b"car"] + [b"x%d" % i for i in range(8)]}, 2).hex(),
            "train": python2(4, [99, 0], b"fine_labels"),
            "outOfRange": python2(5, [10], b"labels"),
            "evil": pickle.dumps(print, 2).hex(),
        }
    )
)
