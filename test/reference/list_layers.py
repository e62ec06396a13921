"""What a PyTorch model has in each layer; writes architectures/<id>.json.

Run with: /usr/bin/python3 test/reference/list_layers.py <id> <module or file>:<function> [--side 224]
              [--fields layer,layer]     (PyTorch 1.13; torchvision 0.14 for torchvision's models)
for example: list_layers.py squeezenet1_0 torchvision.models:squeezenet1_0 --side 227 --fields features.5,features.12

The function makes the model, which is run once on one image, in evaluation. Hooks say which module runs; a mode of
PyTorch's sees the functions that a module calls between its parts, such as torch.cat. Layers are named as in the state
dict; a function is named by the module that calls it and by itself ('layer1.0.add'), or by the module alone where it
makes the module's output; a name that comes again ends in _2. A concatenation that begins with all the parts of an
earlier one is listed as that one and the rest; what changes nothing, such as a pooling to the size that a map has, is
left out. Auxiliary heads, which run in training alone, are not listed.

A receptive field is the extent of the input's gradient from one unit in the middle of a map, with all weights alike and
the average in place of the maximum. What the model does not know, its paper and the published errors, is kept from the
file where there is one, and else left to be filled in.
"""
import argparse
import importlib
import importlib.util
import json
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn
from torch.overrides import TorchFunctionMode

ARCHITECTURES = Path(__file__).parent / "architectures"

# Functions that a module may call, as the modules that do the same.
FUNCTIONS = {
    F.relu: lambda inplace=False: nn.ReLU(),
    torch.relu: nn.ReLU,
    torch.Tensor.relu: nn.ReLU,
    torch.Tensor.relu_: nn.ReLU,
    torch.tanh: nn.Tanh,
    torch.Tensor.tanh: nn.Tanh,
    torch.sigmoid: nn.Sigmoid,
    torch.Tensor.sigmoid: nn.Sigmoid,
    F.max_pool2d: nn.MaxPool2d,
    F.avg_pool2d: nn.AvgPool2d,
    F.adaptive_avg_pool2d: nn.AdaptiveAvgPool2d,
    F.dropout: lambda p=0.5, training=True, inplace=False: nn.Dropout(p),
    torch.flatten: nn.Flatten,
    torch.Tensor.flatten: nn.Flatten,
}
ADDITIONS = {torch.add, torch.Tensor.add, torch.Tensor.add_, torch.Tensor.__add__, torch.Tensor.__iadd__}
CONCATENATIONS = {torch.cat, torch.concat}
TYPES = {
    nn.Conv2d: "conv",
    nn.Linear: "dense",
    nn.BatchNorm2d: "batchNorm",
    nn.ReLU: "activation",
    nn.Tanh: "activation",
    nn.Sigmoid: "activation",
    nn.MaxPool2d: "maxPool",
    nn.AvgPool2d: "avgPool",
    nn.LocalResponseNorm: "lrn",
    nn.Dropout: "dropout",
    nn.Flatten: "flatten",
}
# As lectures count: all else works in place.
COUNTED = {"conv", "dense", "maxPool", "avgPool", "adaptiveAvgPool", "globalAvgPool", "lrn"}


def pair(value):
    return [value, value] if isinstance(value, int) else list(value)


def shape(tensor):
    """Height, width and channels."""
    if tensor.dim() == 2:
        return [1, 1, tensor.shape[1]]
    _, channels, height, width = tensor.shape
    return [height, width, channels]


def window(module, before, after):
    """Kernel, stride and padding [top, bottom, left, right], with the rows that rounding up adds."""
    kernel, stride, padding = pair(module.kernel_size), pair(module.stride), pair(module.padding)
    if pair(getattr(module, "dilation", 1)) != [1, 1]:
        raise SystemExit(f"{module} is dilated, which the zoo has no word for")
    pad = []
    for axis in (0, 1):
        extra = 0
        if getattr(module, "ceil_mode", False):
            needed = (after.shape[2 + axis] - 1) * stride[axis] + kernel[axis]
            extra = max(0, needed - before.shape[2 + axis] - 2 * padding[axis])
        pad += [padding[axis], padding[axis] + extra]
    return {"kernel": kernel, "stride": stride, "pad": pad}


def details(module, before, after):
    if isinstance(module, nn.Conv2d):
        return {**window(module, before, after), "groups": module.groups, "bias": module.bias is not None}
    if isinstance(module, nn.MaxPool2d):
        return window(module, before, after)
    if isinstance(module, nn.AvgPool2d):
        return {**window(module, before, after), "countIncludePad": module.count_include_pad}
    if isinstance(module, nn.BatchNorm2d):
        return {"epsilon": module.eps, "momentum": 1 - module.momentum}
    if isinstance(module, nn.LocalResponseNorm):
        return {"tfjs": [(module.size - 1) // 2, module.k, module.alpha / module.size, module.beta]}
    if isinstance(module, nn.Dropout):
        return {"rate": module.p}
    return None


class Layer:
    def __init__(self, name, caller, type, inputs, output, module=None, before=None):
        self.name, self.type, self.inputs, self.shape = name, type, inputs, shape(output)
        self.caller = caller  # the module that called a function; None for what is a module itself
        self.params = sum(p.numel() for p in module.parameters()) if module else 0
        self.constants = 2 * module.num_features if type == "batchNorm" else 0
        has_kernel = type in ("conv", "dense")
        self.multiply_adds = module.weight.numel() * self.shape[0] * self.shape[1] if has_kernel else 0
        self.details = details(module, before, output) if module else {"scale": 1} if type == "add" else None

    def row(self):
        inputs = [layer.name if layer else "input" for layer in self.inputs]
        row = [self.name, self.type, inputs, self.shape, self.params, self.constants, self.multiply_adds]
        return row if self.details is None else [*row, self.details]

    def parts(self):
        """What a concatenation joins, those parts that are concatenations themselves taken apart."""
        return [part for input in self.inputs for part in (input.parts() if input and input.type == "concat" else [input])]


class Recorder(TorchFunctionMode):
    """Runs a model and lists its layers in the order in which they run."""

    def __init__(self, model):
        super().__init__()
        self.layers, self.outputs = [], {}
        self.callers, self.inside_layer = [""], False
        self.made = {}  # by the identity of a tensor, the tensor, which keeps it alive, and the layer that made it
        for path, module in model.named_modules():
            if next(module.children(), None) is None and type(module) is not nn.Identity:
                module.register_forward_pre_hook(self.enter_layer)
                module.register_forward_hook(lambda module, inputs, output, path=path: self.leave_layer(path, module, inputs, output))
            else:
                module.register_forward_pre_hook(lambda _module, _inputs, path=path: self.callers.append(path))
                module.register_forward_hook(lambda _module, _inputs, output: self.leave_caller(output))

    def run(self, model, image):
        self.made[id(image)] = (image, None)
        with self:
            return model(image)

    def enter_layer(self, _module, _inputs):
        self.inside_layer = True

    def leave_layer(self, path, module, inputs, output):
        self.inside_layer = False
        if self.changes_nothing(module, inputs[0]):
            return self.pass_on(inputs[0], output)
        self.add(path, None, self.type_of(module, output), inputs, output, module)

    def leave_caller(self, output):
        """The function that made a module's output bears the module's name."""
        path = self.callers.pop()
        layer = self.made[id(output)][1]
        if path and layer and layer.caller == path:
            layer.name = self.unique(path)

    def changes_nothing(self, module, before):
        """Whether an adaptive pooling gives a map of the size that it gets."""
        return isinstance(module, nn.AdaptiveAvgPool2d) and list(before.shape[2:]) == pair(module.output_size) != [1, 1]

    def pass_on(self, tensor, output):
        """What made a tensor has made the output too: nothing between them is a layer."""
        self.made[id(output)] = (output, self.made[id(tensor)][1])

    def type_of(self, module, output):
        if isinstance(module, nn.AdaptiveAvgPool2d):
            return "globalAvgPool" if output.shape[2:] == (1, 1) else "adaptiveAvgPool"
        if type(module) not in TYPES:
            raise SystemExit(f"{type(module).__name__} is not in the zoo's vocabulary of layers")
        return TYPES[type(module)]

    def __torch_function__(self, function, types, arguments=(), options=None):
        options = options or {}
        output = self.compute(function, arguments, options)
        if self.inside_layer or not isinstance(output, torch.Tensor):
            return output
        caller = self.callers[-1]
        name = f"{caller}.{function.__name__.strip('_')}".lstrip(".")
        if function in CONCATENATIONS:
            self.concatenate(name.replace("concat", "cat"), caller, *arguments, output=output, **options)
        elif function in ADDITIONS:
            self.add(name.replace("iadd", "add"), caller, "add", arguments[:2], output)
        elif function in FUNCTIONS:
            module = FUNCTIONS[function](*arguments[1:], **options)
            if self.changes_nothing(module, arguments[0]):
                self.pass_on(arguments[0], output)
                return output
            self.add(name, caller, self.type_of(module, output), arguments[:1], output, module)
        elif any(id(argument) in self.made for argument in arguments):
            raise SystemExit(f"{name}: a function that is not in the zoo's vocabulary of layers")
        return output

    def compute(self, function, arguments, options):
        return function(*arguments, **options)

    def concatenate(self, name, caller, tensors, dim=0, output=None):
        if dim != 1:
            raise SystemExit(f"{name}: concatenates along axis {dim}, not along channels")
        if len(tensors) == 1:
            return self.pass_on(tensors[0], output)
        layer = self.add(name, caller, "concat", tensors, output)
        earlier = [other for other in self.layers[:-1] if other.type == "concat"]
        for other in reversed(earlier):
            count = len(other.parts())
            if layer.inputs[:count] == other.parts():
                layer.inputs = [other, *layer.inputs[count:]]
                return

    def add(self, name, caller, type, inputs, output, module=None):
        for tensor in inputs:
            if id(tensor) not in self.made:
                raise SystemExit(f"{name}: reads something that no layer has made")
        makers = [self.made[id(tensor)][1] for tensor in inputs]
        layer = Layer(self.unique(name), caller, type, makers, output, module, inputs[0])
        self.layers.append(layer)
        self.made[id(output)] = (output, layer)
        self.outputs[layer] = output
        return layer

    def unique(self, name):
        taken = {layer.name for layer in self.layers}
        return next(free for free in (name, *(f"{name}_{n}" for n in range(2, 1000))) if free not in taken)


class FieldRecorder(Recorder):
    """The same with all weights alike, the average in place of the maximum, and no normalisation."""

    def compute(self, function, arguments, options):
        if function is F.max_pool2d:
            kernel, stride, padding, _dilation = (*arguments[1:], *[options.get(key) for key in ("stride", "padding", "dilation")[len(arguments) - 2 :]])[:4]
            return F.avg_pool2d(arguments[0], kernel, stride, padding or 0, options.get("ceil_mode", False))
        if function in (F.batch_norm, F.local_response_norm):
            return arguments[0] * 1
        if function is torch.conv2d:
            weight = torch.full_like(arguments[1], 1 / arguments[1][0].numel())
            return function(arguments[0], weight, None, *arguments[3:])
        return function(*arguments, **options)


def receptive_field(recorder, image, name):
    layer, output = next((layer, output) for layer, output in recorder.outputs.items() if layer.name == name)
    height, width, _ = layer.shape

    def extent(row, column):
        (gradient,) = torch.autograd.grad(output[0, :, row, column].sum(), image, retain_graph=True)
        seen = gradient[0].abs().sum(0)
        edges = []
        for axis in (1, 0):
            places = seen.sum(axis).nonzero().flatten()
            edges.append((places[0].item(), places[-1].item()))
        return edges

    here, next_one = extent(height // 2, width // 2), extent(height // 2 + 1, width // 2 + 1)
    if any(start == 0 or end == image.shape[2 + axis] - 1 for axis, (start, end) in enumerate(here)):
        raise SystemExit(f"{name} sees to the edge of the image: name an earlier layer, or a larger side")
    size = [end - start + 1 for start, end in here]
    return {"layer": name, "size": size, "stride": [after[0] - before[0] for before, after in zip(here, next_one)]}


def load(source):
    place, _, name = source.rpartition(":")
    if place.endswith(".py"):
        spec = importlib.util.spec_from_file_location(Path(place).stem, place)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    else:
        module = importlib.import_module(place)
    return getattr(module, name)


def record(recorder_class, make, side):
    model = make().double().eval()
    image = torch.ones(1, 3, side, side, dtype=torch.float64, requires_grad=True)
    recorder = recorder_class(model)
    output = recorder.run(model, image)
    return recorder, image, output


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("id", help="the zoo's")
    parser.add_argument("model", help="<module or file.py>:<function that makes it>")
    parser.add_argument("--side", type=int, default=224, help="of the image")
    parser.add_argument("--fields", default="", help="layers whose receptive fields are listed, joined by commas")
    chosen = parser.parse_args()
    make = load(chosen.model)
    recorder, _, output = record(Recorder, make, chosen.side)
    fields, image, _ = record(FieldRecorder, make, chosen.side)
    path = ARCHITECTURES / f"{chosen.id}.json"
    before = json.loads(path.read_text()) if path.exists() else {}
    layers = recorder.layers
    totals = {
        "params": sum(layer.params for layer in layers),
        "nonTrainable": sum(layer.constants for layer in layers),
        "multiplyAdds": sum(layer.multiply_adds for layer in layers),
    }
    values = [layer.shape[0] * layer.shape[1] * layer.shape[2] for layer in layers if layer.type in COUNTED]
    head = {
        "id": chosen.id,
        "variant": chosen.model,
        "paper": before.get("paper", ""),
        "description": before.get("description", ""),
        "checkedBy": [f"{chosen.model} run by test/reference/list_layers.py in PyTorch {torch.__version__}"],
        "published": before.get("published", []),
        "input": [chosen.side, chosen.side, 3],
        "numClasses": output.shape[1],
        "totals": {**totals, "activations": 3 * chosen.side**2 + sum(values)},
        "totalsWithAuxiliary": totals,
        "receptiveFields": [receptive_field(fields, image, name) for name in chosen.fields.split(",") if name],
        "columns": ["name", "type", "inputs", "output", "params", "nonTrainable", "multiplyAdds", "details"],
    }
    rows = ",\n  ".join(json.dumps(layer.row(), separators=(",", ":")) for layer in layers)
    text = json.dumps(head, indent=1, ensure_ascii=False)
    path.write_text(text[:-2] + f',\n "layers": [\n  {rows}\n ]\n}}\n')
    print(f"{path}: {len(layers)} layers, {totals['params']:,} parameters, {totals['multiplyAdds']:,} multiply-adds")


main()
