/** The shapes of a chart's points; they tell kinds apart without colour. */
export type Marker = 'circle' | 'triangle' | 'diamond' | 'square' | 'star';

const PATHS: Readonly<Record<Marker, string>> = {
  circle: 'M5 0a5 5 0 1 1 -10 0a5 5 0 1 1 10 0z',
  triangle: 'M0 -6L5.5 4.5H-5.5z',
  diamond: 'M0 -6.5L5 0L0 6.5L-5 0z',
  square: 'M-4.5 -4.5h9v9h-9z',
  star: starPath(7, 3),
};

/** A marker around the origin, about 11 pixels across. */
export function markerPath(marker: Marker): string {
  return PATHS[marker];
}

function starPath(outer: number, inner: number): string {
  const corners = Array.from({ length: 10 }, (_, index) => {
    const radius = index % 2 === 0 ? outer : inner;
    const angle = (index * Math.PI) / 5;
    return `${(radius * Math.sin(angle)).toFixed(2)} ${(-radius * Math.cos(angle)).toFixed(2)}`;
  });
  return `M${corners.join('L')}z`;
}
