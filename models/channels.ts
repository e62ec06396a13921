/**
 * A layer's channels at a width multiplier: rounded, and at least one channel in each of its groups so that a
 * grouped convolution still divides.
 */
export function scaleChannels(count: number, width: number, groups = 1): number {
  return groups * Math.max(1, Math.round((count * width) / groups));
}
