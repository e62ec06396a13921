import type { Helper } from './operations.ts';

/** What PyTorch lacks, in the order in which a file has it. */
export const HELPERS: Readonly<Record<Helper, string>> = {
  PartialConv2d: `class PartialConv2d(nn.Conv2d):
    """A convolution whose filters each see some of the input's maps alone."""

    def __init__(self, connections, in_channels, out_channels, kernel_size, **options):
        super().__init__(in_channels, out_channels, kernel_size, **options)
        mask = torch.zeros(out_channels, in_channels, 1, 1)
        for row, seen in enumerate(connections):
            mask[row, seen] = 1
        self.register_buffer("mask", mask, persistent=False)

    def forward(self, x):
        return self._conv_forward(x, self.weight * self.mask, self.bias)
`,
  Subsample: `class Subsample(nn.Module):
    """The sum over each window times a coefficient plus a bias, one pair a map."""

    def __init__(self, channels, size):
        super().__init__()
        self.size = size
        self.weight = nn.Parameter(torch.full((channels,), 1 / (size[0] * size[1])))
        self.bias = nn.Parameter(torch.zeros(channels))

    def forward(self, x):
        total = functional.avg_pool2d(x, self.size) * (self.size[0] * self.size[1])
        return total * self.weight[:, None, None] + self.bias[:, None, None]
`,
  scaled_tanh: `def scaled_tanh(x):
    return 1.7159 * torch.tanh(x * (2 / 3))
`,
  pad_shortcut: `def pad_shortcut(x, stride, zeros_before, zeros_after):
    """Every stride-th pixel, with channels of zeros before and after those that there are."""
    return functional.pad(functional.max_pool2d(x, 1, stride), (0, 0, 0, 0, zeros_before, zeros_after))
`,
  average_inside: `def average_inside(x, kernel_size, stride, padding):
    """Means over windows that reach beyond the map, of what lies inside alone."""
    inside = functional.avg_pool2d(functional.pad(torch.ones_like(x[:1, :1]), padding), kernel_size, stride)
    return functional.avg_pool2d(functional.pad(x, padding), kernel_size, stride) / inside
`,
};
