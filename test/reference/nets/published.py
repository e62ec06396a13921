"""torchvision's own models filled with the formula's weights. Their modules bear the names of the lists' layers."""
import torch
from torch import nn
from torchvision import models

# Those that torchvision has by another name or with auxiliary heads.
OTHERS = {
    "alexnet_torchvision": models.alexnet,
    "googlenet_torchvision": lambda: models.googlenet(init_weights=False, aux_logits=True),
    "inception_v3": lambda: models.inception_v3(init_weights=False, aux_logits=True),
    "resnet50_v1_5": models.resnet50,
    "resnet101_v1_5": models.resnet101,
    "resnet152_v1_5": models.resnet152,
}


def build(sheet):
    return OTHERS[sheet]() if sheet in OTHERS else getattr(models, sheet)()


# Dense layers after a flattened map: the map's channels, which PyTorch puts before its rows and columns.
FLATTENED = {("alexnet", "classifier.1"): 256, ("vgg", "classifier.0"): 512}
FLATTENED |= {("googlenet", f"aux{head}.fc1"): 128 for head in (1, 2)}


class TorchvisionNet:
    """Same use as ListedNet; has the maps of whole modules only."""

    def __init__(self, sheet, scale, dtype):
        with torch.no_grad():
            self.model = build(sheet).to(dtype)
            for name, module in self.model.named_modules():
                fill(module, name, scale, channels_of(sheet, name))

    def run(self, images, wanted, heads=False):
        """The maps wanted by the lists' names; the logits are 'logits'. In evaluation, `heads` or not."""
        maps, handles = {}, []
        modules = dict(self.model.named_modules())
        for name in wanted:
            # A residual block's output is that of its last ReLU, which torchvision uses several times.
            module = modules[name.removesuffix(".relu")] if name.startswith("layer") else modules[name]
            # Copied, because the ReLU that follows may write in place.
            hook = lambda _module, _inputs, output, name=name: maps.__setitem__(name, output.clone())
            handles.append(module.register_forward_hook(hook))
        self.model.eval()
        # Only a net in training runs its auxiliary heads; the layers themselves stay in evaluation.
        self.model.training = heads
        outputs = self.model(images)
        maps["logits"] = outputs[0] if heads else outputs
        for handle in handles:
            handle.remove()
        return maps


def channels_of(sheet, name):
    return next((count for (net, layer), count in FLATTENED.items() if sheet.startswith(net) and layer == name), None)


def fill(module, name, scale, flattened):
    """Gives a module its weights; `flattened` as in FLATTENED."""
    if isinstance(module, nn.BatchNorm2d):
        kinds = {"weight": "gamma", "bias": "beta", "running_mean": "moving_mean", "running_var": "moving_variance"}
        for own, kind in kinds.items():
            tensor = getattr(module, own)
            tensor.copy_(scale.weight(name, kind, tuple(tensor.shape)))
    elif isinstance(module, nn.Conv2d):
        filters, inputs, rows, columns = module.weight.shape
        module.weight.copy_(scale.weight(name, "kernel", (rows, columns, inputs, filters)).permute(3, 2, 0, 1))
    elif isinstance(module, nn.Linear):
        units, inputs = module.weight.shape
        kernel = scale.weight(name, "kernel", (inputs, units))
        if flattened is not None:
            side = round((inputs / flattened) ** 0.5)
            kernel = kernel.reshape(side, side, flattened, units).permute(2, 0, 1, 3).reshape(inputs, units)
        module.weight.copy_(kernel.T)
    if isinstance(module, (nn.Conv2d, nn.Linear)) and module.bias is not None:
        module.bias.copy_(scale.weight(name, "bias", tuple(module.bias.shape)))
