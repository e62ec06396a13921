"""Errors, intervals, calibration and McNemar's test of two nets on the same images; prints evaluation.json.

Run with: python3 test/reference/evaluation.py > test/reference/evaluation.json (Python 3.11, NumPy 1.24). Plain
definitions: binomial sums in exact fractions, the normal quantile from the standard library, everything else in
float64. `python3 test/reference/evaluation.py logits.json` does the same of a file with `labels` and `nets`, a list of
lists of logits.
"""
import json
import sys
from fractions import Fraction
from math import comb, sqrt
from statistics import NormalDist

import numpy as np

BINS = 15


def example(images=300, classes=8, nets=2):
    """Logits of nets that are right about four times in five, with the digits that are printed."""
    random = np.random.default_rng(15)
    labels = random.integers(0, classes, images)
    difficulty = random.normal(0, 1, images)
    made = []
    for net in range(nets):
        logits = random.normal(0, 1.6, (images, classes))
        logits[np.arange(images), labels] += 4 + 0.6 * net - 1.2 * difficulty
        made.append(np.round(logits, 3).tolist())
    return {"labels": labels.tolist(), "nets": made}


def wilson(count, total):
    z = NormalDist().inv_cdf(0.975)
    p = count / total
    middle = (p + z * z / (2 * total)) / (1 + z * z / total)
    half = z / (1 + z * z / total) * sqrt(p * (1 - p) / total + z * z / (4 * total * total))
    return [middle - half, middle + half]


def softmax(logits):
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    return shifted / shifted.sum(axis=1, keepdims=True)


def measure(logits, labels):
    logits, labels = np.array(logits), np.array(labels)
    images, classes = logits.shape
    probabilities = softmax(logits)
    order = np.argsort(-logits, axis=1, kind="stable")
    answers = order[:, 0]
    misses = answers != labels
    top5_misses = ~(order[:, :5] == labels[:, None]).any(axis=1)
    matrix = np.zeros((classes, classes), int)
    np.add.at(matrix, (labels, answers), 1)
    confidence = probabilities.max(axis=1)
    gap = 0.0
    for low in range(BINS):
        inside = (confidence > low / BINS) & (confidence <= (low + 1) / BINS)
        if inside.any():
            gap += inside.sum() / images * abs(confidence[inside].mean() - (~misses[inside]).mean())
    by_class = [misses[labels == c].mean() for c in range(classes) if (labels == c).any()]
    return {
        "loss": float(-np.log(probabilities[np.arange(images), labels]).mean()),
        "top1Error": float(misses.mean()),
        "top5Error": float(top5_misses.mean()) if classes > 5 else None,
        "top1Interval": wilson(int(misses.sum()), images),
        "confusion": matrix.tolist(),
        "meanClassError": float(np.mean(by_class)),
        "classIntervals": [
            wilson(int(misses[labels == c].sum()), int((labels == c).sum())) for c in range(classes)
        ],
        "expectedCalibrationError": float(gap),
        "worst": [int(i) for i in np.flatnonzero(misses)[np.argsort(-confidence[misses], kind="stable")][:10]],
    }


def mcnemar(only_first, only_second):
    total = only_first + only_second
    tail = sum(Fraction(comb(total, k), 2**total) for k in range(min(only_first, only_second) + 1))
    return {"onlyFirst": only_first, "onlySecond": only_second, "p": float(min(Fraction(1), 2 * tail))}


def chi_square(only_first, only_second):
    z = sqrt((abs(only_first - only_second) - 1) ** 2 / (only_first + only_second))
    return {"onlyFirst": only_first, "onlySecond": only_second, "p": 2 * NormalDist().cdf(-z)}


def compare(first, second, labels):
    labels = np.array(labels)
    right = [np.array(logits).argmax(axis=1) == labels for logits in (first, second)]
    return mcnemar(int((right[0] & ~right[1]).sum()), int((~right[0] & right[1]).sum()))


data = json.load(open(sys.argv[1])) if len(sys.argv) > 1 else example()
print(
    json.dumps(
        {
            "numpy": np.__version__,
            **data,
            "expected": [measure(logits, data["labels"]) for logits in data["nets"]],
            "mcnemar": compare(*data["nets"][:2], data["labels"]) if len(data["nets"]) > 1 else None,
            "exact": [mcnemar(*counts) for counts in ((0, 0), (1, 0), (0, 6), (3, 9), (40, 61), (2100, 2300))],
            "approximate": [chi_square(*counts) for counts in ((6000, 6100), (7000, 7400), (9000, 8000))],
            "intervals": [[*counts, *wilson(*counts)] for counts in ((0, 10), (1, 10), (3, 500), (5, 10000), (10, 10))],
        }
    )
)
