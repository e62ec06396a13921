/**
 * How much of a texture's second colour there is at a point, 0 to 1; edges fade over about one pixel.
 * @param x, y in pixels, in the texture's own direction.
 * @param period of the pattern, in pixels.
 */
export type Texture = (x: number, y: number, period: number) => number;

const clamp = (value: number) => Math.min(1, Math.max(0, value));

const stripes: Texture = (x, _, period) =>
  clamp(0.5 + (period / (2 * Math.PI)) * Math.sin((2 * Math.PI * x) / period));

/** Of the pattern's period. */
const SPOT_RADIUS = 0.3;

const spots: Texture = (x, y, period) => {
  const awayX = x - period * Math.round(x / period);
  const awayY = y - period * Math.round(y / period);
  return clamp(0.5 + SPOT_RADIUS * period - Math.sqrt(awayX * awayX + awayY * awayY));
};

const checks: Texture = (x, y, period) => {
  const rate = (2 * Math.PI) / (1.4 * period);
  return clamp(0.5 + ((1.4 * period) / Math.PI) * Math.sin(rate * x) * Math.sin(rate * y));
};

/** In the order of the classes. */
export const TEXTURES: readonly Texture[] = [stripes, spots, checks];
