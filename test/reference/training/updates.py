"""The learning rate of each step, and the rules that update weights: PyTorch's own wherever it has the same."""
import torch


class RmsProp(torch.optim.Optimizer):
    """TensorFlow's: epsilon inside the root (`ApplyRMSProp` in tensorflow/core/kernels/training_ops.cc).

    torch.optim.RMSprop has it outside. Weight decay adds to the gradient, as in torch.optim.
    """

    def __init__(self, groups, rho):
        super().__init__(groups, {"lr": 0.0, "weight_decay": 0.0})
        self.rho, self.epsilon = rho, 1e-7

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for weight in group["params"]:
                gradient = weight.grad + group["weight_decay"] * weight
                square = self.state[weight].setdefault("square", torch.zeros_like(weight))
                square += (gradient**2 - square) * (1 - self.rho)
                weight -= group["lr"] * gradient / torch.sqrt(square + self.epsilon)


def optimizer(recipe, weights):
    """Kernels decay; biases and what a batch norm learns, all of one dimension, do not."""
    kernels = [weight for weight in weights.values() if weight.dim() > 1]
    others = [weight for weight in weights.values() if weight.dim() == 1]
    groups = [{"params": kernels, "weight_decay": recipe["weightDecay"]}, {"params": others, "weight_decay": 0.0}]
    name, momentum = recipe["optimizer"], recipe["momentum"]
    if name == "sgd":
        return torch.optim.SGD(groups, lr=0.0)
    if name in ("momentum", "nesterov"):
        return torch.optim.SGD(groups, lr=0.1, momentum=momentum, nesterov=name == "nesterov")
    if name == "rmsprop":
        return RmsProp(groups, momentum)
    kind = {"adam": torch.optim.Adam, "adamw": torch.optim.AdamW}[name]
    return kind(groups, lr=0.0, betas=(momentum, 0.999), eps=1e-8)


def rates(recipe, steps_per_epoch):
    """Of every step. Warm-up climbs in equal parts to the peak (Goyal et al. 2017), and a cosine begins after it.

    Steps of 'step' are counted from the run's beginning; one-cycle has a climb of its own.
    """
    peak, warmup = recipe["learningRate"], recipe["warmupSteps"]
    total = steps_per_epoch * recipe["epochs"]
    weight = torch.nn.Parameter(torch.zeros(1))
    dummy = torch.optim.SGD([weight], lr=peak)

    def followed(schedule, count):
        found = []
        for _ in range(count):
            found.append(dummy.param_groups[0]["lr"])
            dummy.step()
            schedule.step()
        return found

    schedulers = torch.optim.lr_scheduler
    climb = [peak * (step + 1) / warmup for step in range(warmup)]
    if recipe["schedule"] == "oneCycle":
        return followed(schedulers.OneCycleLR(dummy, max_lr=peak, total_steps=total, cycle_momentum=False), total)
    if recipe["schedule"] == "cosine":
        return climb + followed(schedulers.CosineAnnealingLR(dummy, T_max=total - warmup), total - warmup)
    if recipe["schedule"] == "step":
        size = recipe["stepEpochs"] * steps_per_epoch
        return climb + followed(schedulers.StepLR(dummy, step_size=size, gamma=recipe["stepFactor"]), total)[warmup:]
    return climb + [peak] * (total - warmup)
