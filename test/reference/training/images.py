"""Labelled images from a formula, how a run splits them, orders them and changes them.

Noise below 64, and over it a bar whose row and length follow from the class; with several channels, in one of them. A
bar is not the same mirrored or turned. test/engine/training/reference-images.ts has the same formula.
"""
import math
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

sys.path.append(str(Path(__file__).parent.parent / "nets"))
import formula

CLASSES = 10


@dataclass
class ImageSet:
    pixels: np.ndarray  # [count, side, side, channels], bytes
    labels: np.ndarray  # [count]


def draw(name, count, side, channels):
    words = formula.words(name, 0, count * side * side * channels)
    pixels = (words >> np.uint32(26)).astype(np.uint8).reshape(count, side, side, channels)
    labels = (formula.words("labels", 0, count) % np.uint32(CLASSES)).astype(np.int64)
    for image, label in zip(pixels, labels):
        top = 2 + (label * (side - 6)) // CLASSES
        image[top : top + 3, 3 : 12 + label, label % channels] += 180
    return ImageSet(pixels, labels)


def normalisation(images):
    """Mean and population deviation of each channel, of values from 0 to 1."""
    values = images.pixels.reshape(-1, images.pixels.shape[-1]) / 255
    return values.mean(0), values.std(0)


def normalised(pixels, mean, deviation):
    """As the nets get them: float32, [count, channels, height, width]."""
    scale = np.float32(1 / (255 * deviation))
    offset = np.float32(-mean / deviation)
    values = pixels.astype(np.float32) * scale + offset
    return torch.from_numpy(values.astype(np.float32)).permute(0, 3, 1, 2)


def split(labels, fraction, random):
    """(training, validation): of each class the first part of its shuffled images is held out, rounded half up."""
    held = set()
    for label in range(labels.max() + 1):
        members = random.shuffled(np.flatnonzero(labels == label))
        held.update(members[: math.floor(len(members) * fraction + 0.5)])
    everything = range(len(labels))
    return [i for i in everything if i not in held], [i for i in everything if i in held]


def changed(image, augmentation, random):
    """As trained on: mirrored, scaled and turned about its centre, then shifted; bilinear, 0 outside, rounded to bytes.

    PyTorch looks each pixel of the result up in the image, through the inverse of that map.
    """
    if not any(augmentation.values()):
        return image

    def within(limit):
        return (2 * random.uniform() - 1) * limit

    shift = np.array([within(augmentation["shiftPixels"]), within(augmentation["shiftPixels"])])
    angle = math.radians(within(augmentation["rotationDegrees"]))
    scale = 1 + within(augmentation["scaleFraction"])
    mirror = -1 if augmentation["flip"] and random.below(2) == 1 else 1
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    inverse = np.linalg.inv(scale * turn @ np.diag([mirror, 1]))

    side = image.shape[0]
    centre = (side - 1) / 2
    y, x = np.mgrid[:side, :side] - centre
    points = np.stack([x - shift[0], y - shift[1]], -1) @ inverse.T
    # From -1 to 1 between the centres of the corner pixels.
    grid = torch.from_numpy(points / centre)[None]
    source = torch.from_numpy(image.astype(np.float64)).permute(2, 0, 1)[None]
    sampled = F.grid_sample(source, grid, mode="bilinear", padding_mode="zeros", align_corners=True)
    return np.floor(sampled[0].permute(1, 2, 0).numpy() + 0.5).astype(np.uint8)
