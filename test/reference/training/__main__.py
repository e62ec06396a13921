"""Whole training runs in PyTorch, in float64; prints training.json.

Run with: python3 test/reference/training > test/reference/training.json (PyTorch 1.13). Split, order, augmentation,
masks and initial weights all follow from a run's seed by generator.py: nothing is read from the project. Each run is
done in float32 as well, to see what rounding alone does to it; the script stops where that is too much to compare.
"""
import json

import numpy as np
import torch
import torch.nn.functional as F

import images
from generator import Random
from nets import NETS
from runs import RUNS
from updates import optimizer, rates

SAMPLED = 12
# What rounding may do: to a loss, and to a weight as a part of the largest change in its tensor.
LOSS_ROUNDING = 3e-6
WEIGHT_ROUNDING = 1e-4


class Run:
    """A run of a case in `dtype`: what follows from its config before the first step."""

    def __init__(self, case, dtype):
        config = case["config"]
        self.recipe = config["recipe"]
        self.random = Random.seeded(config["seed"])
        count, test_count, side, channels = case["images"].values()
        self.train = images.draw("train", count, side, channels)
        self.test = images.draw("test", test_count, side, channels)
        self.normal = images.normalisation(self.train)
        fraction = config["validationFraction"]
        self.chosen, self.held = images.split(self.train.labels, fraction, self.random.fork("split"))
        kind = NETS[config["model"]["id"]]
        self.net = kind(config, self.random.fork("weights"), side, channels, dtype)
        self.update = optimizer(self.recipe, self.net.weights)
        self.rates = rates(self.recipe, -(-len(self.chosen) // self.recipe["batchSize"]))
        self.done = 0

    def values(self):
        return {name: weight.detach().clone() for name, weight in (self.net.weights | self.net.averages).items()}

    def epoch(self, number):
        """(the steps' measurements, how many images each had), in the order of an epoch from 1."""
        order = self.random.fork("order").at(number).shuffled(self.chosen)
        changes = self.random.fork("augmentation").at(number)
        size = self.recipe["batchSize"]
        batches = [order[first : first + size] for first in range(0, len(order), size)]
        return [self.step(batch, changes) for batch in batches], [len(batch) for batch in batches]

    def step(self, batch, changes):
        pixels = [images.changed(self.train.pixels[i], self.recipe["augmentation"], changes.at(i)) for i in batch]
        target = torch.from_numpy(self.train.labels[batch])
        masks = self.random.fork("dropout")
        logits = self.net.run(
            images.normalised(np.stack(pixels), *self.normal).to(self.net.dtype),
            lambda layer: 1 + masks.fork(layer).at(self.done).below(2**31 - 1),
        )
        loss = F.cross_entropy(logits, target)
        rate = self.rates[self.done]
        for group in self.update.param_groups:
            group["lr"] = rate
        self.update.zero_grad()
        loss.backward()
        self.update.step()
        self.done += 1
        error = (logits.argmax(1) != target).double().mean().item()
        return {"loss": loss.item(), "top1Error": error, "learningRate": rate}

    def score(self, image_set, indices):
        """Of images as they are, in evaluation."""
        target = torch.from_numpy(image_set.labels[indices])
        with torch.no_grad():
            logits = self.net.run(images.normalised(image_set.pixels[indices], *self.normal).to(self.net.dtype))
        own = logits.gather(1, target[:, None])
        rank = (logits > own).sum(1)
        return {
            "images": len(indices),
            "loss": F.cross_entropy(logits, target).item(),
            "top1Error": (rank >= 1).double().mean().item(),
            "top5Error": (rank >= 5).double().mean().item(),
        }


def trained(case, dtype):
    run = Run(case, dtype)
    start = run.values()
    steps, epochs = [], []
    for number in range(1, run.recipe["epochs"] + 1):
        measured, counts = run.epoch(number)
        steps += measured
        means = {key: np.average([step[key] for step in measured], weights=counts) for key in ("loss", "top1Error")}
        training = {"images": sum(counts), **means}
        epochs.append({"training": training, "validation": run.score(run.train, run.held)})
    end = run.values()
    return {
        "steps": steps,
        "epochs": epochs,
        "test": run.score(run.test, range(len(run.test.labels))),
        "weights": {name: described(name, start[name], end[name]) for name in start},
    }


def described(name, start, end):
    """A tensor's change, root mean square and largest, and some of its values."""
    change = (end - start).double().flatten()
    places = images.formula.positions(name, SAMPLED, change.numel())
    return {
        "change": change.square().mean().sqrt().item(),
        "largestChange": change.abs().max().item(),
        "values": end.double().flatten()[places].tolist(),
    }


def losses(result):
    scores = [epoch["validation"] for epoch in result["epochs"]]
    return np.array([part["loss"] for part in [*result["steps"], *scores, result["test"]]])


def rounding(exact, rounded):
    """The largest difference of a loss, and of a weight over the largest change of its tensor."""
    of_weights = [
        np.abs(np.subtract(weight["values"], rounded["weights"][name]["values"])).max() / weight["largestChange"]
        for name, weight in exact["weights"].items()
        if weight["largestChange"] > 1e-6
    ]
    return {"loss": np.abs(losses(exact) - losses(rounded)).max(), "weight": max(of_weights)}


def main():
    results = []
    for case in RUNS:
        exact = trained(case, torch.float64)
        by_rounding = rounding(exact, trained(case, torch.float32))
        comparable = by_rounding["loss"] < LOSS_ROUNDING and by_rounding["weight"] < WEIGHT_ROUNDING
        assert comparable, (case["name"], by_rounding)
        results.append({**case, "rounding": by_rounding, **exact})
    print(json.dumps({"torch": torch.__version__, "cases": results}, indent=1))


if __name__ == "__main__":
    main()
