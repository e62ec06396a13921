"""Reads images and labels, holds out what the run held out, and changes training images as its recipe says."""
import gzip
import hashlib
import re
import tarfile
from pathlib import Path

import numpy as np
import torch

from randomness import Random, stratified_split


class Data:
    """Images are bytes, [count, height, width, channels]; labels are whole numbers."""

    def __init__(self, folder, run):
        splits = _read(Path(folder), run)
        self.train_images, self.train_labels = splits["train"]
        self.test_images, self.test_labels = splits["test"]
        self.recipe = run["recipe"]
        self.random = Random.seeded(run["seed"])
        fraction = run["validationFraction"]
        self.train, self.validation = stratified_split(self.train_labels, fraction, self.random.fork("split"))
        self.mean, self.deviation = _statistics(run, self.train_images)
        self.is_bgr = (run["preprocessing"] or {}).get("channelOrder") == "bgr"

    def fingerprint(self):
        """Tells data sets apart: the run's own stands in run.json."""
        lines = []
        for images, labels in ((self.train_images, self.train_labels), (self.test_images, self.test_labels)):
            hashes = hashlib.sha256(labels.astype("<u2").tobytes()), hashlib.sha256(images.tobytes())
            lines.append(" ".join([*map(str, images.shape), *(one.hexdigest() for one in hashes)]))
        return hashlib.sha256(f"train {lines[0]}\ntest {lines[1]}\n".encode()).hexdigest()

    def order(self, epoch):
        """The training images in the order of an epoch, from 1."""
        order = self.train.tolist()
        self.random.fork("order").at(epoch).shuffle(order)
        return np.array(order)

    def batch(self, indices, epoch):
        """Training images, changed at random as this epoch asks, and their labels."""
        random = self.random.fork("augmentation").at(epoch).at(indices)
        images = augmented(self.train_images[indices], self.recipe["augmentation"], random)
        return self.normalised(images), torch.from_numpy(self.train_labels[indices].astype(np.int64))

    def plain(self, split, indices):
        """Images as they are; `indices` count through the split."""
        if split == "test":
            images, labels = self.test_images, self.test_labels
        else:
            images, labels, indices = self.train_images, self.train_labels, getattr(self, split)[indices]
        return self.normalised(images[indices]), torch.from_numpy(labels[indices].astype(np.int64))

    def count(self, split):
        return len(self.test_labels) if split == "test" else len(getattr(self, split))

    def normalised(self, images):
        """[count, channels, height, width]: less the mean, divided by the deviation of the training images."""
        divisor = np.where(self.deviation == 0, 1, self.deviation)
        scale = (1 / (255 * divisor)).astype(np.float32)
        offset = (-self.mean / divisor).astype(np.float32)
        ordered = images[..., ::-1] if self.is_bgr else images
        values = ordered.astype(np.float32) * scale + offset
        return torch.from_numpy(values).permute(0, 3, 1, 2).contiguous()


def augmented(images, augmentation, random):
    """Each image shifted, turned, scaled and mirrored about its centre; what comes from outside is 0."""
    shift, degrees = augmentation["shiftPixels"], augmentation["rotationDegrees"]
    fraction, flip = augmentation["scaleFraction"], augmentation["flip"]
    if shift == 0 and degrees == 0 and fraction == 0 and not flip:
        return images
    count, height, width, channels = images.shape

    def within(limit):
        return ((2 * random.uniform() - 1) * limit).reshape(-1, 1, 1)

    shift_x, shift_y = within(shift), within(shift)
    angle, scale = within(degrees) * np.pi / 180, 1 + within(fraction)
    mirror = np.where(random.uint32() % 2 == 1, -1, 1).reshape(-1, 1, 1) if flip else 1
    # From a pixel of the result back to a point of the source.
    cos, sin = np.cos(angle) / scale, np.sin(angle) / scale
    centre_x, centre_y = (width - 1) / 2, (height - 1) / 2
    from_x = np.arange(width).reshape(1, 1, -1) - centre_x - shift_x
    from_y = np.arange(height).reshape(1, -1, 1) - centre_y - shift_y
    x = mirror * (cos * from_x + sin * from_y) + centre_x
    y = cos * from_y - sin * from_x + centre_y
    left, top = np.floor(x).astype(np.int64), np.floor(y).astype(np.int64)
    right, below = x - left, y - top
    rows = np.arange(count).reshape(-1, 1, 1)
    value = np.zeros(images.shape)
    for down, part_y in ((0, 1 - below), (1, below)):
        for along, part_x in ((0, 1 - right), (1, right)):
            at_x, at_y = left + along, top + down
            inside = (at_x >= 0) & (at_x < width) & (at_y >= 0) & (at_y < height)
            source = images[rows, at_y.clip(0, height - 1), at_x.clip(0, width - 1)]
            value += source * (part_x * inside)[..., None] * part_y[..., None]
    return np.floor(value + 0.5).astype(np.uint8)


def _statistics(run, images):
    """Of the run where it has them, else of these images; of pixels from 0 to 1."""
    if run["preprocessing"]:
        white = 255 * run["preprocessing"]["scale"]
        return tuple(np.array(run["preprocessing"][name]) / white for name in ("mean", "deviation"))
    values = images.reshape(-1, images.shape[-1]).astype(np.float64) / 255
    return values.mean(0), values.std(0)


def _read(folder, run):
    if not folder.exists():
        raise SystemExit(f"{folder} does not exist: --data names the folder with the images.")
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    parts = _read_idx(files) or _read_cifar(files, run) or _read_arrays(files) or _read_folders(folder, run)
    if not parts:
        raise SystemExit(
            f"{folder} holds no images that this program reads: the IDX files of MNIST and its kin, the binary "
            "files of CIFAR-10 or CIFAR-100, an .npz file with x_train, y_train, x_test and y_test, or a folder "
            "for each class."
        )
    splits = {split: _prepared(part, run) for split, part in _splits(parts).items()}
    for split, (images, labels) in splits.items():
        shape = run["model"]["inputShape"]
        if list(images.shape[1:]) != shape:
            found, wanted = ("x".join(map(str, sides)) for sides in (images.shape[1:], shape))
            raise SystemExit(f"The net takes images of {wanted}, the {split} split has {found}.")
        if labels.max() >= run["model"]["numClasses"]:
            raise SystemExit(f"The net knows {run['model']['numClasses']} classes, a label is {labels.max()}.")
    return splits


def _prepared(part, run):
    """Images that do not have the net's size, as its preprocessing makes them."""
    from PIL import Image

    (images, labels), shape = part, run["model"]["inputShape"]
    if list(images.shape[1:]) == shape or not (run["preprocessing"] or {}).get("resize"):
        return part
    fitted = np.empty((len(images), *shape), dtype=np.uint8)
    for place, pixels in enumerate(images):
        image = Image.fromarray(pixels.squeeze()).convert("RGB" if shape[2] == 3 else "L")
        fitted[place] = np.asarray(_fitted(image, run)).reshape(shape)
    return fitted, labels


def _splits(parts):
    """Two splits: where there are no test images, those for validation, and else a fifth of each class."""
    if "train" not in parts:
        parts = {"train": next(iter(parts.values()))}
    if "test" not in parts and "val" in parts:
        return {"train": parts["train"], "test": parts["val"]}
    images, labels = parts["train"]
    if "test" in parts:
        if "val" in parts:
            images, labels = (np.concatenate(both) for both in zip(parts["train"], parts["val"]))
        return {"train": (images, labels), "test": parts["test"]}
    kept, held_out = stratified_split(labels, 0.2, Random.seeded(1))
    return {"train": (images[kept], labels[kept]), "test": (images[held_out], labels[held_out])}


def _content(path):
    return gzip.open(path).read() if path.suffix == ".gz" else path.read_bytes()


def _idx_array(path):
    data = _content(path)
    rank = data[3]
    shape = np.frombuffer(data, ">i4", rank, 4)
    return np.frombuffer(data, np.uint8, offset=4 + 4 * rank).reshape(shape)


def _read_idx(files):
    parts = {}
    for split, pattern in (("train", "train"), ("test", "t10k|test")):
        found = [path for path in files if re.search(f"({pattern}).*idx[13]-ubyte", path.name)]
        images = next((path for path in found if "idx3" in path.name), None)
        labels = next((path for path in found if "idx1" in path.name), None)
        if images and labels:
            parts[split] = _idx_array(images)[..., None], _idx_array(labels).astype(np.int64)
    return parts


def _read_cifar(files, run):
    contents = {path.name: path.read_bytes for path in files if path.suffix == ".bin"}
    for path in files:
        if re.search(r"cifar-100?-binary\.tar\.gz$", path.name):
            archive = tarfile.open(path)
            for member in archive.getmembers():
                if member.name.endswith(".bin"):
                    contents[Path(member.name).name] = archive.extractfile(member).read
    train = sorted(name for name in contents if re.fullmatch(r"data_batch_\d\.bin|train\.bin", name))
    test = [name for name in contents if name in ("test_batch.bin", "test.bin")]
    if not train or not test:
        return {}
    # CIFAR-100 has a coarse label before the fine one.
    labels = 1 if train[0].startswith("data") else 2

    def records(names):
        data = np.frombuffer(b"".join(contents[name]() for name in names), np.uint8).reshape(-1, labels + 3072)
        images = data[:, labels:].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
        return np.ascontiguousarray(images), data[:, labels - 1].astype(np.int64)

    return {"train": records(train), "test": records(test)}


def _read_arrays(files):
    parts = {}
    for path in (path for path in files if path.suffix == ".npz"):
        arrays = np.load(path)
        for split in ("train", "val", "test"):
            if f"x_{split}" in arrays and f"y_{split}" in arrays:
                images, labels = arrays[f"x_{split}"], arrays[f"y_{split}"].reshape(-1).astype(np.int64)
                if images.dtype != np.uint8:
                    raise SystemExit(f"{path.name}: the pixels must be bytes from 0 to 255.")
                parts[split] = images if images.ndim == 4 else images[..., None], labels
    return parts


def _read_folders(folder, run):
    names = {"train": "train", "val": "val", "valid": "val", "validation": "val", "test": "test"}
    inner = [path for path in folder.iterdir() if path.is_dir()]
    while len(inner) == 1 and inner[0].name.lower() not in names:
        folder, inner = inner[0], [path for path in inner[0].iterdir() if path.is_dir()]
    splits = {names[path.name.lower()]: path for path in inner if path.name.lower() in names} or {"train": folder}
    parts = {split: _read_classes(path, run) for split, path in splits.items()}
    return {split: part for split, part in parts.items() if part}


def _natural(name):
    """Sorts 2 before 10."""
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]


def _read_classes(folder, run):
    from PIL import Image, ImageOps

    height, width, channels = run["model"]["inputShape"]
    images, labels = [], []
    classes = sorted((path for path in folder.iterdir() if path.is_dir()), key=lambda path: _natural(path.name))
    for label, inner in enumerate(classes):
        for path in sorted(inner.rglob("*"), key=lambda path: _natural(str(path))):
            if path.suffix.lower() not in (".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp"):
                continue
            image = ImageOps.exif_transpose(Image.open(path)).convert("RGBA")
            white = Image.new("RGBA", image.size, "white")
            image = Image.alpha_composite(white, image).convert("RGB" if channels == 3 else "L")
            images.append(np.asarray(_fitted(image, run)).reshape(height, width, channels))
            labels.append(label)
    return (np.stack(images), np.array(labels)) if images else None


def _fitted(image, run):
    """The image at the net's size: as its preprocessing says, else what covers that size, its middle cut out."""
    from PIL import Image, ImageOps

    height, width, _ = run["model"]["inputShape"]
    preprocessing = run["preprocessing"] or {}
    resize, bicubic = preprocessing.get("resize"), preprocessing.get("interpolation") == "bicubic"
    if resize is None:
        if image.size == (width, height):
            return image
        scale = max(height / image.height, width / image.width)
        size = max(width, int(image.width * scale)), max(height, int(image.height * scale))
    elif resize["fit"] == "squash":
        size = resize["side"], resize["side"]
    elif resize["fit"] == "pad":
        side = resize["side"]
        image = ImageOps.pad(image, (side, side), Image.BICUBIC if bicubic else Image.BILINEAR)
        size = image.size
    else:
        side = resize["side"]
        wide = image.width >= image.height
        size = (int(side * image.width / image.height), side) if wide else (side, int(side * image.height / image.width))
    image = image.resize(size, Image.BICUBIC if bicubic else Image.BILINEAR)
    left, top = round((size[0] - width) / 2), round((size[1] - height) / 2)
    return image.crop((left, top, left + width, top + height))
