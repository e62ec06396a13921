import type { Graph } from '#models/graph.ts';

/** What files about a net are called: what is not as published says so. */
export function fileStem({ id, adapted }: Graph): string {
  return adapted ? `${id}-adapted` : id;
}
