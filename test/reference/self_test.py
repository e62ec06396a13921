"""What the self-test of a backend must find, by PyTorch in double precision; prints the numbers.

Run with: python3 test/reference/self_test.py (PyTorch 1.13). Convolution 3x3 with padding 1, batch normalisation
(epsilon 1e-3), ReLU, 2x2 max pooling; the loss is the sum over i of y_i cos(0.9 i), y flat in NHWC order. The
numbers: the loss, then for kernel (HWIO), image (NHWC) and gamma the sum over i of its gradient_i cos(0.5 i).
"""
import torch
import torch.nn.functional as F


def wave(shape, function, rate, phase=0.0):
    count = torch.Size(shape).numel()
    return function(torch.arange(count, dtype=torch.float64) * rate + phase).reshape(shape)


image = wave((2, 6, 6, 3), torch.sin, 0.7, 0.3).requires_grad_()
kernel = wave((3, 3, 3, 4), torch.cos, 1.3).requires_grad_()
gamma = torch.tensor([1.0, 1.5, 0.5, -1.0], dtype=torch.float64, requires_grad=True)
beta = torch.tensor([0.1, -0.1, 0.2, 0.3], dtype=torch.float64)
y = F.conv2d(image.permute(0, 3, 1, 2), kernel.permute(3, 2, 0, 1), padding=1)
y = F.relu(F.batch_norm(y, None, None, gamma, beta, True, 0.1, 1e-3))
y = F.max_pool2d(y, 2).permute(0, 2, 3, 1)
loss = (y * wave(y.shape, torch.cos, 0.9)).sum()
loss.backward()
sums = [(g * wave(g.shape, torch.cos, 0.5)).sum().item() for g in (kernel.grad, image.grad, gamma.grad)]
print([round(number, 5) for number in [loss.item(), *sums]])
