import type { Architecture, BuildOptions } from './catalog.ts';
import { type Graph, GraphError } from './graph.ts';
import { lenet } from './lenet.ts';

function index(entries: readonly Architecture[]): ReadonlyMap<string, Architecture> {
  const byId = new Map<string, Architecture>();
  for (const entry of entries) {
    if (byId.has(entry.id)) throw new GraphError(entry.id, 'this id is in the registry twice');
    byId.set(entry.id, entry);
  }
  return byId;
}

/** Every architecture of the zoo by id, in the order of history. One line a family. */
const BY_ID = index([...lenet]);

export const architectures: readonly Architecture[] = [...BY_ID.values()];

export function findArchitecture(id: string): Architecture {
  const found = BY_ID.get(id);
  if (found === undefined) {
    throw new GraphError(id, `is not in the zoo; known are ${[...BY_ID.keys()].join(', ')}`);
  }
  return found;
}

/** Draws a net; what `options` leaves out is as published. */
export function buildGraph(id: string, options: Partial<BuildOptions> = {}): Graph {
  const architecture = findArchitecture(id);
  const { inputShape = architecture.inputShape, numClasses = architecture.numClasses } = options;
  const { width = 1, choices = {} } = options;
  if (!(width > 0 && Number.isFinite(width))) {
    throw new GraphError(id, `width multiplies the channels and must be above 0, found ${width}`);
  }
  for (const [key, value] of Object.entries(choices)) {
    if (!architecture.choices[key]?.values.some((allowed) => allowed.value === value)) {
      throw new GraphError(id, `has no choice '${key}' of '${value}'`);
    }
  }
  if (Math.min(inputShape[0], inputShape[1]) < architecture.minimumInputSide) {
    throw new GraphError(
      id,
      `needs an input of at least ${architecture.minimumInputSide}x${architecture.minimumInputSide}, ` +
        `found ${inputShape[0]}x${inputShape[1]}`,
    );
  }
  return architecture.build({ inputShape, numClasses, width, choices });
}
