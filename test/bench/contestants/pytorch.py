"""PyTorch's side of the benchmark: JSON calls by line on stdin, JSON answers by line on stdout.

Calls: {"start": {"threads"}}, {"facts": {}}, {"prepare": task}, {"time": repeats}, {"mnist": {...}}; tasks as in ../task.ts.
The last call trains LeNet-5 on MNIST; see ../mnist.ts for what is timed.
"""
import gzip
import json
import math
import os
import sys
import time

import torch
import torch.nn.functional as F


class Unsupported(Exception):
    """This operation is not written here; the message says which."""


class Net(torch.nn.Module):
    """A plain graph (see ../task.ts), interpreted in its order; NCHW."""

    def __init__(self, graph):
        super().__init__()
        self.graph = graph
        self.layers = torch.nn.ModuleDict()
        channels, features = {}, {}
        for node in graph["nodes"]:
            operation = node["operation"]
            source = node["inputs"][0] if node["inputs"] else None
            layer = self.layer(operation, channels.get(source), features.get(source))
            if layer is not None:
                self.layers[node["name"].replace(".", "_")] = layer
            height, width, depth = node["shape"]
            channels[node["name"]], features[node["name"]] = depth, height * width * depth

    @staticmethod
    def layer(operation, channels, features):
        kind = operation["type"]
        if kind == "conv":
            if operation.get("connections"):
                raise Unsupported("connection tables")
            return torch.nn.Conv2d(
                channels,
                operation["filters"],
                operation["kernelSize"],
                operation["strides"],
                groups=operation["groups"],
                bias=operation["useBias"],
            )
        if kind == "dense":
            return torch.nn.Linear(features, operation["units"], bias=operation["useBias"])
        if kind == "batchNorm":
            return torch.nn.BatchNorm2d(channels, operation["epsilon"], 1 - operation["momentum"])
        return None

    def forward(self, x):
        values = {}
        for node in self.graph["nodes"]:
            inputs = [values[name] for name in node["inputs"]] or [x]
            values[node["name"]] = self.run(node, inputs)
        heads = [self.graph["output"], *(head["node"] for head in self.graph["auxiliaryOutputs"])]
        return [values[name] for name in heads]

    def run(self, node, inputs):
        operation, x = node["operation"], inputs[0]
        kind = operation["type"]
        if kind == "input":
            return x
        if kind in ("conv", "maxPool", "avgPool"):
            edge = node["padding"]
            both = (edge["top"], edge["left"])
            if both == (edge["bottom"], edge["right"]):
                return self.window(node, x, both)
            return self.window(node, F.pad(x, (edge["left"], edge["right"], edge["top"], edge["bottom"])), (0, 0))
        if kind in ("dense", "batchNorm"):
            return self.layers[node["name"].replace(".", "_")](x.flatten(1) if kind == "dense" else x)
        if kind == "activation":
            if operation["function"] == "scaledTanh":
                return 1.7159 * torch.tanh(2 / 3 * x)
            return getattr(torch, operation["function"])(x)
        if kind in ("globalAvgPool", "adaptiveAvgPool"):
            return F.adaptive_avg_pool2d(x, operation.get("outputSize", (1, 1)))
        if kind == "lrn":
            size = 2 * operation["depthRadius"] + 1
            return F.local_response_norm(x, size, operation["alpha"] * size, operation["beta"], operation["bias"])
        if kind == "dropout":
            return F.dropout(x, operation["rate"], self.training)
        if kind == "flatten":
            return x.flatten(1)
        if kind == "concat":
            return torch.cat(inputs, 1)
        if kind == "add":
            return x + operation["scale"] * inputs[1] if operation["scale"] != 1 else x + inputs[1]
        if kind == "padShortcut":
            rows, columns = operation["strides"]
            return F.pad(x[:, :, ::rows, ::columns], (0, 0, 0, 0, 0, operation["zeroChannels"]))
        raise Unsupported(kind)

    def window(self, node, x, padding):
        operation = node["operation"]
        if operation["type"] == "conv":
            layer = self.layers[node["name"].replace(".", "_")]
            return F.conv2d(x, layer.weight, layer.bias, layer.stride, padding, 1, layer.groups)
        size, strides = operation["poolSize"], operation["strides"]
        if operation["type"] == "maxPool":
            return F.max_pool2d(x, size, strides, padding)
        return F.avg_pool2d(x, size, strides, padding, count_include_pad=operation["countIncludePad"])


def training_step(task):
    torch.manual_seed(1)
    height, width, channels = task["inputShape"]
    net = Net(task["graph"]).train()
    optimizer = torch.optim.SGD(net.parameters(), task["learningRate"], task["momentum"])
    images = torch.rand(task["batchSize"], channels, height, width) * 2 - 1
    labels = torch.arange(task["batchSize"]) % task["numClasses"]
    weights = [1, *(head["lossWeight"] for head in task["graph"]["auxiliaryOutputs"])]

    def step():
        optimizer.zero_grad(set_to_none=True)
        loss = sum(weight * F.cross_entropy(logits, labels) for weight, logits in zip(weights, net(images)))
        loss.backward()
        optimizer.step()

    return step


def convolution(task):
    torch.manual_seed(1)
    side, kernel, stride = task["side"], task["kernel"], task["stride"]
    padding = [(length - 1) // 2 for length in kernel]
    out_side = math.ceil(side / stride)
    x = torch.rand(task["batchSize"], task["inChannels"], side, side) * 2 - 1
    weight = torch.rand(task["outChannels"], task["inChannels"], *kernel) * 2 - 1
    dy = torch.rand(task["batchSize"], task["outChannels"], out_side, out_side) * 2 - 1
    if task["direction"] == "forward":
        return lambda: F.conv2d(x, weight, None, stride, padding)
    wanted = [task["direction"] == "inputGradient", task["direction"] == "filterGradient", False]

    def backward():
        torch.ops.aten.convolution_backward(
            dy, x, weight, None, [stride] * 2, padding, [1, 1], False, [0, 0], 1, wanted
        )

    return backward


def product(task):
    a, b = torch.rand(task["size"], task["size"]), torch.rand(task["size"], task["size"])
    return lambda: a @ b


def blas():
    """The library that multiplies matrices, as this process has it in memory; Linux only."""
    try:
        with open("/proc/self/maps") as maps:
            files = {os.path.basename(line.split()[-1]) for line in maps if "blas" in line}
    except FileNotFoundError:
        return "unknown"
    return ", ".join(sorted(files)) or "PyTorch's own"


def read_idx(path):
    with gzip.open(path) as file:
        data = file.read()
    rank = data[3]
    shape = [int.from_bytes(data[4 + 4 * i : 8 + 4 * i], "big") for i in range(rank)]
    return torch.frombuffer(bytearray(data[4 + 4 * rank :]), dtype=torch.uint8).reshape(shape)


def train_on_mnist(call):
    """Seconds of training alone and the errors on the test split after it."""
    torch.manual_seed(call["seed"])
    folder, batch_size, epochs = call["folder"], call["batchSize"], call["epochs"]
    train_x, train_y, test_x, test_y = (
        read_idx(f"{folder}/{name}.gz")
        for name in (
            "train-images-idx3-ubyte",
            "train-labels-idx1-ubyte",
            "t10k-images-idx3-ubyte",
            "t10k-labels-idx1-ubyte",
        )
    )
    pixels = train_x.float() / 255
    mean, deviation = pixels.mean(), pixels.std()
    net = Net(call["graph"]).train()
    for layer in net.modules():
        if isinstance(layer, (torch.nn.Conv2d, torch.nn.Linear)):
            torch.nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
            torch.nn.init.zeros_(layer.bias)
    torch.nn.init.normal_(net.layers[call["graph"]["output"]].weight, 0, 0.01)
    steps = epochs * math.ceil(len(train_x) / batch_size)
    optimizer = torch.optim.Adam(net.parameters(), call["learningRate"])
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, call["learningRate"], total_steps=steps, cycle_momentum=False
    )
    started = time.perf_counter()
    for _ in range(epochs):
        for indices in torch.randperm(len(train_x)).split(batch_size):
            images = ((train_x[indices].float() / 255 - mean) / deviation).unsqueeze(1)
            optimizer.zero_grad(set_to_none=True)
            F.cross_entropy(net(images)[0], train_y[indices].long()).backward()
            optimizer.step()
            schedule.step()
    seconds = time.perf_counter() - started
    with torch.no_grad():
        logits = net.eval()(((test_x.float() / 255 - mean) / deviation).unsqueeze(1))[0]
        error = (logits.argmax(1) != test_y).float().mean().item()
    return {"seconds": seconds, "testTop1Error": error}


STEPS = {"net": training_step, "convolution": convolution, "product": product}


def main():
    step = None
    for line in sys.stdin:
        ((method, argument),) = json.loads(line).items()
        answer = None
        try:
            if method == "start":
                torch.set_num_threads(argument["threads"])
            elif method == "facts":
                answer = {"version": torch.__version__, "blas": blas()}
            elif method == "prepare":
                step = STEPS[argument["kind"]](argument)
                step()
            elif method == "time":
                answer = []
                for _ in range(argument):
                    started = time.perf_counter()
                    step()
                    answer.append(1000 * (time.perf_counter() - started))
            elif method == "mnist":
                answer = train_on_mnist(argument)
            reply = {"value": answer}
        except Unsupported as missing:
            reply = {"value": {"notApplicable": f"not written for PyTorch here: {missing}"}}
        except Exception as error:  # told to the benchmark, which stops
            reply = {"error": repr(error)}
        print(json.dumps(reply), flush=True)


main()
