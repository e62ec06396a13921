import {
  type AuxiliaryOutput,
  type ConvOperation,
  formatShape,
  type Graph,
  GraphError,
  type GraphNode,
  type Operation,
  type Shape,
} from './graph.ts';
import { inferShape } from './shape-inference.ts';

type OptionsOf<T extends Operation['type']> = Omit<Extract<Operation, { type: T }>, 'type'>;

/**
 * The vocabulary in which an architecture file draws its network. Verbs only, no policy: bias, normalisation,
 * initialiser and padding are always written by the caller. Each verb takes the layer's name and its input's
 * name and returns its own name.
 */
export class GraphBuilder {
  readonly #id: string;
  readonly #numClasses: number;
  readonly #nodes = new Map<string, GraphNode>();
  readonly #labels = new Map<string, string>();
  #block: string | undefined;
  #auxiliary: string | undefined;

  /** Throws a GraphError when `numClasses` is below 2 or a side of `inputShape` is no positive whole number. */
  constructor(id: string, inputShape: Shape, numClasses: number) {
    if (!Number.isInteger(numClasses) || numClasses < 2) {
      throw new GraphError(id, `a classifier needs at least 2 classes, found ${numClasses}`);
    }
    if (inputShape.length !== 3 || inputShape.some((side) => !Number.isInteger(side) || side < 1)) {
      throw new GraphError(
        id,
        `the input must be height x width x channels, found ${formatShape(inputShape)}`,
      );
    }
    this.#id = id;
    this.#numClasses = numClasses;
    this.#nodes.set('input', { name: 'input', operation: { type: 'input' }, inputs: [], shape: inputShape });
  }

  /** The name of the input node. */
  get input(): string {
    return 'input';
  }

  /** The shape inferred so far for a node. */
  shapeOf(name: string): Shape {
    const node = this.#nodes.get(name);
    if (node === undefined) throw new GraphError(name, 'is read before it is defined');
    return node.shape;
  }

  /** Shows a node under another label than its name; returns the name. */
  labelled(label: string, name: string): string {
    this.#labels.set(name, label);
    return name;
  }

  /** Nodes that `addLayers` adds belong to this fold of the diagram; a fold within another is joined by '/'. */
  block<T>(name: string, addLayers: () => T): T {
    const outer = this.#block;
    this.#block = outer === undefined ? name : `${outer}/${name}`;
    try {
      return addLayers();
    } finally {
      this.#block = outer;
    }
  }

  /** Nodes that `addLayers` adds belong to this auxiliary head. */
  auxiliary<T>(name: string, addLayers: () => T): T {
    this.#auxiliary = name;
    try {
      return addLayers();
    } finally {
      this.#auxiliary = undefined;
    }
  }

  conv(
    name: string,
    input: string,
    options: Omit<ConvOperation, 'type' | 'groups'> & { readonly groups?: number },
  ): string {
    return this.#add(name, [input], { type: 'conv', groups: 1, ...options });
  }

  dense(name: string, input: string, options: OptionsOf<'dense'>): string {
    return this.#add(name, [input], { type: 'dense', ...options });
  }

  activation(name: string, input: string, fn: OptionsOf<'activation'>['function']): string {
    return this.#add(name, [input], { type: 'activation', function: fn });
  }

  maxPool(
    name: string,
    input: string,
    options: Omit<OptionsOf<'maxPool'>, 'ceil'> & { readonly ceil?: boolean },
  ): string {
    return this.#add(name, [input], { type: 'maxPool', ceil: false, ...options });
  }

  avgPool(name: string, input: string, options: OptionsOf<'avgPool'>): string {
    return this.#add(name, [input], { type: 'avgPool', ...options });
  }

  adaptiveAvgPool(name: string, input: string, options: OptionsOf<'adaptiveAvgPool'>): string {
    return this.#add(name, [input], { type: 'adaptiveAvgPool', ...options });
  }

  globalAvgPool(name: string, input: string): string {
    return this.#add(name, [input], { type: 'globalAvgPool' });
  }

  subsample(name: string, input: string, options: OptionsOf<'subsample'>): string {
    return this.#add(name, [input], { type: 'subsample', ...options });
  }

  batchNorm(name: string, input: string, options: OptionsOf<'batchNorm'>): string {
    return this.#add(name, [input], { type: 'batchNorm', ...options });
  }

  lrn(name: string, input: string, options: OptionsOf<'lrn'>): string {
    return this.#add(name, [input], { type: 'lrn', ...options });
  }

  dropout(name: string, input: string, rate: number): string {
    return this.#add(name, [input], { type: 'dropout', rate });
  }

  flatten(name: string, input: string): string {
    return this.#add(name, [input], { type: 'flatten' });
  }

  concat(name: string, inputs: readonly string[]): string {
    return this.#add(name, inputs, { type: 'concat' });
  }

  add(name: string, trunk: string, branch: string, scale = 1): string {
    return this.#add(name, [trunk, branch], { type: 'add', scale });
  }

  padShortcut(name: string, input: string, options: OptionsOf<'padShortcut'>): string {
    return this.#add(name, [input], { type: 'padShortcut', ...options });
  }

  /** Closes the graph; `output` and every auxiliary output must be vectors of `numClasses` logits. */
  build(output: string, auxiliaryOutputs: readonly AuxiliaryOutput[] = []): Graph {
    for (const name of [output, ...auxiliaryOutputs.map((auxiliary) => auxiliary.node)]) {
      const shape = this.shapeOf(name);
      if (formatShape(shape) !== `1x1x${this.#numClasses}`) {
        throw new GraphError(name, `must end in ${this.#numClasses} logits, found ${formatShape(shape)}`);
      }
    }
    return {
      id: this.#id,
      inputShape: this.shapeOf('input'),
      numClasses: this.#numClasses,
      adapted: false,
      nodes: [...this.#nodes.values()].map((node) => {
        const label = this.#labels.get(node.name);
        return label === undefined ? node : { ...node, label };
      }),
      output,
      auxiliaryOutputs,
    };
  }

  #add(name: string, inputs: readonly string[], operation: Operation): string {
    if (this.#nodes.has(name)) throw new GraphError(name, 'this layer name is used twice');
    for (const input of inputs) {
      if (!this.#nodes.has(input))
        throw new GraphError(name, `reads '${input}', which is not defined before it`);
    }
    const shape = inferShape(
      name,
      operation,
      inputs.map((input) => this.shapeOf(input)),
    );
    this.#nodes.set(name, {
      name,
      operation,
      inputs,
      shape,
      ...(this.#block === undefined ? {} : { block: this.#block }),
      ...(this.#auxiliary === undefined ? {} : { auxiliary: this.#auxiliary }),
    });
    return name;
  }
}
