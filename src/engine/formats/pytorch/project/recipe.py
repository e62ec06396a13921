"""The learning rate and the optimiser of a recipe, as the CNN zoo has them."""
import math

import torch

BETA2 = 0.999


def _half_cosine(start, end, part):
    return end + (start - end) * (1 + math.cos(math.pi * part)) / 2


def learning_rate_at(recipe, step, total_steps, steps_per_epoch):
    """The learning rate of update `step`, from 0."""
    peak, schedule, warmup = recipe["learningRate"], recipe["schedule"], recipe["warmupSteps"]
    if schedule == "oneCycle":
        climb = max(1, 0.3 * total_steps - 1)
        if step <= climb:
            return _half_cosine(peak / 25, peak, step / climb)
        return _half_cosine(peak, peak / 25 / 1e4, min(1, (step - climb) / max(1, total_steps - 1 - climb)))
    if step < warmup:
        return peak * (step + 1) / warmup
    if schedule == "constant":
        return peak
    if schedule == "step":
        return peak * recipe["stepFactor"] ** (step // (recipe["stepEpochs"] * steps_per_epoch))
    return _half_cosine(peak, 0, min(1, (step - warmup) / max(1, total_steps - warmup)))


class RMSProp(torch.optim.Optimizer):
    """With its epsilon inside the root, as TensorFlow has it; PyTorch's own adds it outside."""

    def __init__(self, groups, lr, alpha, eps=1e-7):
        super().__init__(groups, {"lr": lr, "alpha": alpha, "eps": eps, "weight_decay": 0})

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            for weight in group["params"]:
                gradient = weight.grad + group["weight_decay"] * weight
                square = self.state[weight].setdefault("square_avg", torch.zeros_like(weight))
                square.mul_(group["alpha"]).addcmul_(gradient, gradient, value=1 - group["alpha"])
                weight.sub_(group["lr"] * gradient / (square + group["eps"]).sqrt())


def optimizer_for(recipe, net):
    """Weight decay acts on kernels alone: no bias, no batch norm."""
    weights = list(net.parameters())
    groups = [
        {"params": [weight for weight in weights if weight.ndim >= 2], "weight_decay": recipe["weightDecay"]},
        {"params": [weight for weight in weights if weight.ndim < 2], "weight_decay": 0},
    ]
    rate, momentum, name = recipe["learningRate"], recipe["momentum"], recipe["optimizer"]
    if name == "sgd":
        return torch.optim.SGD(groups, lr=rate)
    if name in ("momentum", "nesterov"):
        nesterov = name == "nesterov" and momentum > 0
        return torch.optim.SGD(groups, lr=rate, momentum=momentum, nesterov=nesterov)
    if name == "rmsprop":
        return RMSProp(groups, lr=rate, alpha=momentum)
    kind = torch.optim.Adam if name == "adam" else torch.optim.AdamW
    return kind(groups, lr=rate, betas=(momentum, BETA2), eps=1e-8)


# What the zoo calls the tensors that an optimiser keeps beside each weight, and what PyTorch does.
SLOTS = {
    "sgd": {},
    "momentum": {"velocity": "momentum_buffer"},
    "nesterov": {"velocity": "momentum_buffer"},
    "rmsprop": {"meanSquare": "square_avg"},
    "adam": {"mean": "exp_avg", "meanSquare": "exp_avg_sq"},
    "adamw": {"mean": "exp_avg", "meanSquare": "exp_avg_sq"},
}


def restore(optimizer, recipe, net, tensors, step):
    """Puts an optimiser where it was after `step` updates."""
    for name, weight in net.named_parameters():
        for ours, theirs in SLOTS[recipe["optimizer"]].items():
            optimizer.state[weight][theirs] = tensors[f"{name}/{ours}"].to(weight.device)
        if recipe["optimizer"] in ("adam", "adamw"):
            optimizer.state[weight]["step"] = torch.tensor(float(step))


def kept(optimizer, recipe, net):
    """What an optimiser keeps, by the weight's key and what it is."""
    return {
        f"{name}/{ours}": optimizer.state[weight][theirs]
        for name, weight in net.named_parameters()
        for ours, theirs in SLOTS[recipe["optimizer"]].items()
        if theirs in optimizer.state[weight]
    }
