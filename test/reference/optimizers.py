"""Three updates of a 2 x 2 kernel by PyTorch's optimisers; prints optimizers.json.

Run with: python3 test/reference/optimizers.py > test/reference/optimizers.json (PyTorch 1.13).
The gradient of update t is cos(t + i) for element i. PyTorch's RMSProp adds epsilon outside the root,
TensorFlow's inside; with epsilon 1e-7 and squares near 0.1 the two agree to 1e-6.
"""
import json
import math

import torch

START = [[0.5, -0.25], [1.0, 2.0]]
MAKERS = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.1, weight_decay=0.01),
    "momentum": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, weight_decay=0.01),
    "nesterov": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, nesterov=True, weight_decay=0.01),
    "rmsprop": lambda p: torch.optim.RMSprop(p, lr=0.1, alpha=0.9, eps=0, weight_decay=0.01),
    "adam": lambda p: torch.optim.Adam(p, lr=0.1, weight_decay=0.01),
    "adamw": lambda p: torch.optim.AdamW(p, lr=0.1, weight_decay=0.01),
}

results = {}
for name, make in MAKERS.items():
    weight = torch.tensor(START, dtype=torch.float64, requires_grad=True)
    optimizer = make([weight])
    for t in range(3):
        weight.grad = torch.tensor(
            [[math.cos(t), math.cos(t + 1)], [math.cos(t + 2), math.cos(t + 3)]], dtype=torch.float64
        )
        optimizer.step()
    results[name] = weight.detach().flatten().tolist()

schedules = {}
weight = torch.nn.Parameter(torch.zeros(1))
for name, make in {
    "oneCycle": lambda o: torch.optim.lr_scheduler.OneCycleLR(o, max_lr=0.1, total_steps=20, cycle_momentum=False),
    "cosine": lambda o: torch.optim.lr_scheduler.CosineAnnealingLR(o, T_max=20),
    "step": lambda o: torch.optim.lr_scheduler.StepLR(o, step_size=5, gamma=0.5),
}.items():
    optimizer = torch.optim.SGD([weight], lr=0.1)
    schedule = make(optimizer)
    rates = []
    for _ in range(20):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    schedules[name] = rates

logits = torch.tensor([[1.0, 2.0, 0.5], [-3.0, 0.25, 4.0]], dtype=torch.float64)
losses = torch.nn.functional.cross_entropy(logits, torch.tensor([0, 2]), reduction="none")
print(json.dumps({"torch": torch.__version__, "updates": results, "schedules": schedules, "crossEntropy": losses.tolist()}, indent=1))
