"""Prints what nets see of photographs by Pillow alone: python3 print_preprocessed.py > pillow.json

Each image comes from a formula that the test repeats. Of the result, height x width x RGB, the SHA-256 of all bytes is
stored, and the first row, so that a difference can be looked at.
"""
import hashlib
import json

import PIL
from PIL import Image

# Width and height, as photographs have them; L for grey ones, which nets take in as three equal channels.
PHOTOGRAPHS = [
    ("RGB", (500, 375)),
    ("RGB", (375, 500)),
    ("RGB", (300, 400)),
    ("RGB", (451, 300)),
    ("RGB", (640, 427)),
    ("RGB", (300, 300)),
    ("RGB", (90, 121)),
    ("RGB", (1000, 201)),
    ("L", (333, 500)),
    ("L", (257, 256)),
]


def pixel(x, y, channel):
    """Slopes, edges and noise, so that overshoots, rounding and clipping all happen."""
    noise = (x * 7919 + y * 104729 + channel * 1299709) % 251
    edge = 255 if (x // 3 + y // 2) % 2 == 0 else 0
    return (noise + edge * 3) // 4


def photograph(mode, size):
    width, height = size
    channels = range(len(mode))
    data = bytes(pixel(x, y, c) for y in range(height) for x in range(width) for c in channels)
    return Image.frombytes(mode, size, data).convert("RGB")


def shorter_side(image, side):
    """torchvision's Resize of a PIL image (transforms/functional.py: _compute_resized_output_size)."""
    width, height = image.size
    short, long = min(image.size), max(image.size)
    new_long = int(side * long / short)
    return (side, new_long) if width <= height else (new_long, side)


def centre(image, side):
    """torchvision's CenterCrop."""
    left, top = int(round((image.size[0] - side) / 2.0)), int(round((image.size[1] - side) / 2.0))
    return image.crop((left, top, left + side, top + side))


def resized_and_cut(resize, crop, resample):
    return lambda image: centre(image.resize(shorter_side(image, resize), resample), crop)


# The nets by what they do to an image; normalisation is arithmetic on its bytes.
NETS = {
    "alexnet_torchvision": resized_and_cut(256, 224, Image.BILINEAR),
    "vgg16": resized_and_cut(256, 224, Image.BILINEAR),
    "resnet50": resized_and_cut(256, 224, Image.BILINEAR),
    "inception_v3": resized_and_cut(342, 299, Image.BILINEAR),
    # timm: the shorter side is floor(299 / 0.875).
    "inception_v4": resized_and_cut(341, 299, Image.BICUBIC),
    # Caffe's way, with Pillow's bilinear filter: 256 x 256 whatever the proportions.
    "alexnet": lambda image: centre(image.resize((256, 256), Image.BILINEAR), 227),
}

cases = []
for mode, size in PHOTOGRAPHS:
    image = photograph(mode, size)
    for net, preprocess in NETS.items():
        data = preprocess(image).tobytes()
        side = preprocess(image).size[0]
        cases.append(
            {
                "net": net,
                "channels": len(mode),
                "size": list(size),
                "sha256": hashlib.sha256(data).hexdigest(),
                "firstPixels": data[: 8 * 3].hex(),
                "side": side,
            }
        )

print(json.dumps({"pillow": PIL.__version__, "cases": cases}))
