import { Random } from '#engine/random.ts';
import type { Graph } from '#models/graph.ts';
import { lookUp } from '#models/lookup.ts';
import { type Weight, type WeightPart, weightsOf } from '#models/weights.ts';
import { type InitialWeight, initialWeights } from './initial-weights.ts';

/** What the parts without an initialiser start from; 0 where nothing stands. */
const START: Partial<Record<WeightPart, number>> = { gamma: 1, movingVariance: 1 };

/**
 * The weights that a run of this seed starts from, one at a time: no model is built for them. They are to be taken in
 * the order of the graph, each once; layers may be left out.
 */
export function untrainedWeights(graph: Graph, seed: number): (name: string) => Float32Array<ArrayBuffer> {
  const weights = new Map<string, Weight>(weightsOf(graph).map((weight) => [weight.name, weight]));
  const drawn = initialWeights(graph, new Random(seed).fork('weights'));
  let next: InitialWeight | undefined = drawn.next().value ?? undefined;
  const hasInitializer = new Set([...initialWeights(graph, new Random(seed))].map(({ name }) => name));
  return (name) => {
    const { part, shape } = lookUp(weights, name);
    const values = new Float32Array(shape.reduce((product, side) => product * side, 1));
    values.fill(START[part] ?? 0);
    if (!hasInitializer.has(name)) return values;
    while (next !== undefined && next.name !== name) next = drawn.next().value ?? undefined;
    if (next === undefined) throw new Error(`${name} was to be taken before`);
    next.write(values);
    return values;
  };
}
