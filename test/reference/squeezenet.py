"""What torchvision's squeezenet1_0 has in each layer; prints architectures/squeezenet1_0.json.

Run with: python3 test/reference/squeezenet.py > test/reference/architectures/squeezenet1_0.json
(PyTorch 1.13, torchvision 0.14.) Shapes, parameters and multiply-adds are taken by forward hooks at 227 x 227;
receptive fields are the extent of the input's gradient from one unit of a map, with all weights 1 and average in
place of maximum pooling.
"""
import json

import torch
from torch import nn
from torchvision.models import SqueezeNet1_0_Weights, squeezenet1_0

SIDE = 227
TYPES = {
    nn.Conv2d: "conv",
    nn.ReLU: "activation",
    nn.MaxPool2d: "maxPool",
    nn.Dropout: "dropout",
    nn.AdaptiveAvgPool2d: "globalAvgPool",
}


def hwc(tensor):
    _, channels, height, width = tensor.shape
    return [height, width, channels]


def ceil_padding(size, kernel, stride, output):
    return max(0, (output - 1) * stride + kernel - size)


def details(module, before, after):
    if isinstance(module, nn.Conv2d):
        rows, columns = module.padding
        return {
            "kernel": list(module.kernel_size),
            "stride": list(module.stride),
            "pad": [rows, rows, columns, columns],
            "groups": module.groups,
            "bias": module.bias is not None,
        }
    if isinstance(module, nn.MaxPool2d):
        kernel, stride = module.kernel_size, module.stride
        bottom = ceil_padding(before.shape[2], kernel, stride, after.shape[2])
        right = ceil_padding(before.shape[3], kernel, stride, after.shape[3])
        return {"kernel": [kernel] * 2, "stride": [stride] * 2, "pad": [0, bottom, 0, right]}
    if isinstance(module, nn.Dropout):
        return {"rate": module.p}
    return None


def run(model):
    """Every layer in the order in which it runs; names are the state dict's, a fire module's its concatenation."""
    rows, last, previous = [], {}, "input"

    def hook(name, module):
        def record(_, inputs, output):
            nonlocal previous
            before = inputs[0]
            if type(module).__name__ == "Fire":
                inner = [f"{name}.expand1x1_activation", f"{name}.expand3x3_activation"]
                rows.append([name, "concat", inner, hwc(output), 0, 0, 0])
            else:
                source = f"{name.rsplit('.', 1)[0]}.squeeze_activation" if name.endswith("expand3x3") else previous
                params = sum(p.numel() for p in module.parameters())
                macs = module.weight.numel() * output.shape[2] * output.shape[3] if params else 0
                row = [name, TYPES[type(module)], [source], hwc(output), params, 0, macs]
                extra = details(module, before, output)
                rows.append(row if extra is None else row + [extra])
            previous = name
            last[name] = output

        return record

    for name, module in model.named_modules():
        if type(module) in TYPES or type(module).__name__ == "Fire":
            module.register_forward_hook(hook(name, module))
    image = torch.ones(1, 3, SIDE, SIDE, dtype=torch.float64, requires_grad=True)
    output = model(image)
    rows.append(["flatten", "flatten", [previous], [1, 1, output.shape[1]], 0, 0, 0])
    return rows, last, image


def field(name):
    model = squeezenet1_0().double().eval()
    for layer in model.modules():
        if isinstance(layer, nn.Conv2d):
            nn.init.constant_(layer.weight, 1 / layer.weight[0].numel())
    for index, layer in enumerate(model.features):
        if isinstance(layer, nn.MaxPool2d):
            model.features[index] = nn.AvgPool2d(layer.kernel_size, layer.stride, ceil_mode=layer.ceil_mode)
            TYPES.setdefault(nn.AvgPool2d, "maxPool")
    _, last, image = run(model)

    def extent(row):
        middle = last[name].shape[2] // 2
        (gradient,) = torch.autograd.grad(last[name][0, :, middle + row, middle].sum(), image, retain_graph=True)
        rows = gradient[0].abs().sum((0, 2)).nonzero().flatten()
        return rows[0].item(), rows[-1].item()

    (start, end), (next_start, _) = extent(0), extent(1)
    return {"layer": name, "size": [end - start + 1] * 2, "stride": [next_start - start] * 2}


def errors():
    accuracies = SqueezeNet1_0_Weights.IMAGENET1K_V1.meta["_metrics"]["ImageNet-1K"]
    top1, top5 = (round(100 - accuracies[f"acc@{k}"], 3) for k in (1, 5))
    paper = {"top1Error": 42.5, "top5Error": 19.7, "protocol": "1 net, val", "source": "SqueezeNet paper, Table 2"}
    own = {"top1Error": top1, "top5Error": top5, "protocol": "1 crop, val"}
    return [paper, {**own, "source": "torchvision 0.14 weights metadata (IMAGENET1K_V1)"}]


model = squeezenet1_0().double().eval()
rows, _, _ = run(model)
counted = {"conv", "maxPool", "globalAvgPool"}
totals = {
    "params": sum(p.numel() for p in model.parameters()),
    "nonTrainable": sum(b.numel() for b in model.buffers()),
    "multiplyAdds": sum(row[6] for row in rows),
}
activations = 3 * SIDE * SIDE + sum(row[3][0] * row[3][1] * row[3][2] for row in rows if row[1] in counted)
head = {
    "id": "squeezenet1_0",
    "variant": "torchvision.models.squeezenet1_0",
    "paper": "Iandola et al. SqueezeNet. 2016 (arXiv:1602.07360)",
    "description": "torchvision's model at 227 x 227, where its maps are the paper's.",
    "checkedBy": ["torchvision 0.14 run with forward hooks", "torchvision metadata; num_params; 1248424"],
    "published": errors(),
    "input": [SIDE, SIDE, 3],
    "numClasses": 1000,
    "totals": {**totals, "activations": activations},
    "totalsWithAuxiliary": totals,
    "receptiveFields": [field("features.5"), field("features.12")],
    "columns": ["name", "type", "inputs", "output", "params", "nonTrainable", "multiplyAdds", "details"],
}
lines = ",\n  ".join(json.dumps(row) for row in rows)
print(json.dumps(head, indent=1)[:-2] + ',\n "layers": [\n  ' + lines + "\n ]\n}")
