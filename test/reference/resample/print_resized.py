"""Prints what Pillow makes of small images: python3 print_resized.py > pillow.json

Each image comes from a formula that the test repeats, so that only the results are stored, as hexadecimal bytes.
"""
import json

import PIL
from PIL import Image

FILTERS = {"bilinear": Image.BILINEAR, "bicubic": Image.BICUBIC}
# Width and height of the image and of the result: larger, smaller, far smaller, one side only, odd sizes, one pixel.
CASES = [
    ((8, 6), (16, 12)),
    ((37, 23), (16, 16)),
    ((64, 48), (5, 7)),
    ((31, 17), (31, 9)),
    ((20, 30), (11, 30)),
    ((200, 3), (10, 10)),
    ((1, 1), (4, 4)),
    ((13, 13), (13, 13)),
]


def pixel(x, y, channel):
    """Edges, slopes and noise, so that overshoots, rounding and clipping all happen."""
    noise = (x * 7919 + y * 104729 + channel * 1299709) % 251
    edge = 255 if (x // 3 + y // 2) % 2 == 0 else 0
    return (noise + edge * 3) // 4


def image(size, mode):
    width, height = size
    channels = {"L": 1, "RGB": 3}[mode]
    data = bytes(pixel(x, y, c) for y in range(height) for x in range(width) for c in range(channels))
    return Image.frombytes(mode, size, data)


cases = []
for mode in ("L", "RGB"):
    for source, target in CASES:
        for name, resample in FILTERS.items():
            resized = image(source, mode).resize(target, resample)
            cases.append(
                {
                    "channels": len(mode),
                    "from": list(source),
                    "to": list(target),
                    "interpolation": name,
                    "pixels": resized.tobytes().hex(),
                }
            )

# torchvision's Resize(24) and CenterCrop(20) on Pillow images: the longer side is cut to a whole number, the middle
# rounded as Python does.
crops = []
for source in [(50, 37), (37, 50), (33, 24)]:
    width, height = source
    short = min(source)
    size = (24 * width // short, 24 * height // short)
    left, top = int(round((size[0] - 20) / 2.0)), int(round((size[1] - 20) / 2.0))
    cut = image(source, "RGB").resize(size, Image.BILINEAR).crop((left, top, left + 20, top + 20))
    crops.append({"from": list(source), "pixels": cut.tobytes().hex()})

print(json.dumps({"pillow": PIL.__version__, "cases": cases, "crops": crops}))
