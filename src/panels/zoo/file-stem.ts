import type { Graph } from '#models/graph.ts';

/** What files about a net are called: another input, number of classes, width or stem than published shows. */
export function fileStem({ id, adapted }: Graph): string {
  return adapted ? `${id}-adapted` : id;
}
