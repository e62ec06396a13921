import * as tf from '@tensorflow/tfjs';
import { EngineFailure } from '#engine/engine-failure.ts';
import { variableOf } from '#engine/layers/variable-of.ts';

/** One weight of a net under its own name, such as `conv1/kernel`. */
export interface NamedWeight {
  readonly variable: tf.Variable;
  /** Not a moving average. */
  readonly isTrainable: boolean;
}

/** In the order of the graph, auxiliary heads included. */
export type NamedWeights = ReadonlyMap<string, NamedWeight>;

/** Host copies of weights, or of anything else that is kept by a weight's name. */
export type WeightValues = ReadonlyMap<string, Float32Array>;

/** The weights of a model by the label of their layer and what they are there: `conv1/kernel`, `bn1/movingMean`. */
export function namedWeights(model: tf.LayersModel): NamedWeights {
  const named = new Map<string, NamedWeight>();
  for (const layer of model.layers) {
    for (const weight of layer.weights) {
      const part = weight.originalName.split('/').at(-1) ?? '';
      const isTrainable = layer.trainableWeights.includes(weight);
      named.set(`${layer.name}/${part}`, { variable: variableOf(weight), isTrainable });
    }
  }
  return named;
}

/** @throws Error for a name that the model does not have: a mistake of the caller. */
export function weightNamed(weights: NamedWeights, name: string): tf.Variable {
  const weight = weights.get(name);
  if (weight === undefined) throw new Error(`no weight ${name}; there are ${[...weights.keys()].join(', ')}`);
  return weight.variable;
}

/** Reads every variable back from the backend, all at once. */
export async function readValues(variables: ReadonlyMap<string, tf.Variable>): Promise<WeightValues> {
  const values = await Promise.all(
    [...variables].map(async ([name, variable]) => [name, (await variable.data()) as Float32Array] as const),
  );
  return new Map(values);
}

/**
 * Gives every variable its value, on the backend that is active now.
 * @throws EngineFailure 'modelInvalid' for a name that is missing or unknown, or a value of another size; nothing has
 * changed then.
 */
export function assignValues(variables: ReadonlyMap<string, tf.Variable>, values: WeightValues): void {
  const unknown = [...values.keys()].find((name) => !variables.has(name));
  if (unknown !== undefined) throw new EngineFailure('modelInvalid', { layer: unknown, message: 'unknown' });
  const pairs = [...variables].map(([name, variable]) => {
    const value = values.get(name);
    if (value?.length !== variable.size) {
      const message = `${value?.length ?? 0} values for the shape ${variable.shape.join(' x ')}`;
      throw new EngineFailure('modelInvalid', { layer: name, message });
    }
    return [variable, value] as const;
  });
  for (const [variable, value] of pairs) {
    tf.tidy(() => variable.assign(tf.tensor(value, variable.shape, 'float32')));
  }
}
