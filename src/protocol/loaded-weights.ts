export type WeightsFormat = 'safetensors' | 'pytorch';

/** A tensor of the file that the net has no place for, and why. */
export interface LeftOutTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly reason: /** PyTorch's counts of batches. */
    | 'counter'
    /** Of a head that is replaced on purpose. */
    | 'head'
    /** The net has no weight of that name. */
    | 'unknown';
}

/** A weight of the net that the file does not have, and why the net can do without. */
export interface AbsentWeight {
  /** As the zoo calls it. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly reason: /** Of an auxiliary head, which is there for training alone. */
    | 'auxiliary'
    /** Of a head that is replaced on purpose: it starts anew. */
    | 'head';
}

/** Where the weights of a net come from, and what became of the file. */
export interface LoadedWeights {
  readonly file: string;
  readonly sizeBytes: number;
  readonly format: WeightsFormat;
  /** The types of its numbers, as safetensors calls them. */
  readonly types: readonly string[];
  /** What stood before the names: 'module.'. */
  readonly prefix: string;
  /** How many tensors, and numbers in them, the net has taken. */
  readonly taken: number;
  readonly parameters: number;
  readonly leftOut: readonly LeftOutTensor[];
  readonly absent: readonly AbsentWeight[];
  /** The id of the weights in `models/known-weights.ts`, where they are known by their content. */
  readonly known?: string;
}
