import { itemAt, lookUp } from '#models/lookup.ts';
import { type Code, identifier, isReference, type Piece, python, type Reference, written } from './code.ts';
import { callOf, type LayerContext } from './operations.ts';
import { type Item, itemInputs, itemOutputs, layersOf, type Scope } from './scopes.ts';

/** How many calls stand inside each other at most: a convolution, its batch norm and its activation. */
const DEEPEST = 3;
const LONGEST_LINE = 110;

export interface ForwardContext extends LayerContext {
  /** How a scope's forward pass names the module of a layer or scope within it, such as 'self.conv1'. */
  readonly moduleOf: (item: Item) => string | undefined;
  /** The attribute of the module that an item belongs to. */
  readonly ownerOf: (item: Item) => string;
  readonly isAuxiliary: (layer: string) => boolean;
  /** Where a layer stands in the net, such as 'layer1.0.conv1'. */
  readonly pathOf: (layer: string) => string;
}

/** What an item gives while it may still stand inside the call that reads it. */
interface Pending {
  readonly code: Code;
  readonly depth: number;
}

/**
 * The lines of a scope's forward pass, from its arguments to what it returns. A value that is read once stands inside
 * the call that reads it; else a variable bears the label of the layer, or 'x' where nothing else is held.
 */
export function forwardLines(scope: Scope, context: ForwardContext): readonly Code[] {
  const names = new Names(scope);
  const uses = usesOf(scope);
  const remaining = new Map(uses);
  const pending = new Map<string, Pending>();
  const lines: Code[] = [];
  let isInTraining = false;
  const isAuxiliary = (item: Item) =>
    (item.kind === 'layer' ? [item.node] : layersOf(item.scope)).every(({ name }) =>
      context.isAuxiliary(name),
    );

  for (const [place, item] of scope.items.entries()) {
    const inputs = itemInputs(item).map((layer) => pending.get(layer) ?? variable(layer));
    for (const layer of itemInputs(item)) pending.delete(layer);
    const depth = 1 + Math.max(...inputs.map(({ depth }) => depth));
    const code = call(
      item,
      inputs.map(({ code }) => code),
      context,
    );
    const outputs = itemOutputs(item);
    const reader = scope.items
      .slice(place + 1)
      .find((other) => itemInputs(other).includes(itemAt(outputs, 0)));
    const canStandInside =
      outputs.length === 1 &&
      uses.get(itemAt(outputs, 0)) === 1 &&
      reader?.kind === 'layer' &&
      isAuxiliary(reader) === isAuxiliary(item) &&
      (isAddition(reader)
        ? depth < 2
        : item.kind === 'layer' && reader.node.inputs.length === 1 && depth < DEEPEST);
    if (canStandInside) {
      pending.set(itemAt(outputs, 0), { code, depth });
      continue;
    }
    for (const piece of code) if (isReference(piece)) decrease(remaining, piece.layer);
    const isAside = isAuxiliary(item) && !scope.items.every(isAuxiliary);
    const isAlone = [...remaining].every(
      ([layer, count]) =>
        count === 0 || outputs.includes(layer) || !names.holds(layer) || context.isAuxiliary(layer),
    );
    // Names of what is read are fixed before the result takes its own.
    const value = fixed(code, names);
    if (place === scope.items.length - 1 && !isAside && outputs.length === 1 && scope.outputs.length === 1) {
      return [...lines, wrapped(python`return ${value}`)];
    }
    const label = (layer: string) =>
      item.kind === 'call' && outputs.length === 1 ? item.scope.path : context.pathOf(layer);
    const targets = outputs.map((layer, i) =>
      names.give(layer, isAlone && !isAside && i === 0 ? 'x' : label(layer)),
    );
    const line = wrapped(python`${targets.join(', ')} = ${value}`);
    if (isAside && !isInTraining) lines.push(['if self.training:']);
    isInTraining = isAside;
    lines.push(isAside ? ['    ', ...line.map(deeper)] : line);
  }
  return [...lines, ...returnLines(scope, context, names)];
}

const deeper = (piece: Piece) => (typeof piece === 'string' ? piece.replaceAll('\n', '\n    ') : piece);

const isAddition = (item: Item) => item.kind === 'layer' && item.node.operation.type === 'add';

const variable = (layer: string): Pending => ({ code: [{ layer }], depth: 0 });

function call(item: Item, inputs: readonly Code[], context: ForwardContext): Code {
  const module = context.moduleOf(item);
  if (item.kind === 'layer') return callOf(item.node, module, inputs, context.ownerOf(item), context);
  return python`${module ?? ''}(${inputs.flatMap((code, i) => (i === 0 ? code : [', ', ...code]))})`;
}

/** How often each value is read in a scope, being returned included. */
function usesOf({ items, outputs }: Scope): Map<string, number> {
  const uses = new Map<string, number>();
  for (const layer of [...items.flatMap(itemInputs), ...outputs]) uses.set(layer, (uses.get(layer) ?? 0) + 1);
  return uses;
}

function decrease(counts: Map<string, number>, key: string): void {
  counts.set(key, lookUp(counts, key) - 1);
}

function fixed(code: Code, names: Names): Code {
  return code.map((piece) => (isReference(piece) ? names.of(piece) : piece));
}

function returnLines(scope: Scope, context: ForwardContext, names: Names): readonly Code[] {
  const all = scope.outputs.map((layer) => names.of({ layer })).join(', ');
  const main = scope.outputs.filter((layer) => !context.isAuxiliary(layer));
  if (main.length === scope.outputs.length || main.length === 0) return [[`return ${all}`]];
  const alone = main.map((layer) => names.of({ layer })).join(', ');
  return [['if self.training:'], [`    return ${all}`], [`return ${alone}`]];
}

/** The variables of one forward pass. */
class Names {
  readonly #scope: Scope;
  readonly #given = new Map<string, string>();
  readonly #taken = new Set<string>(['x']);

  constructor(scope: Scope) {
    this.#scope = scope;
    scope.inputs.forEach((layer, i) => {
      this.#given.set(layer, i === 0 ? 'x' : this.#free(`x${i + 1}`));
    });
  }

  of({ layer }: Reference): string {
    return lookUp(this.#given, layer);
  }

  holds(layer: string): boolean {
    return this.#given.has(layer);
  }

  /** @param label a path in the net; 'x' where nothing else is held that is still read. */
  give(layer: string, label: string): string {
    const name = label === 'x' ? 'x' : this.#free(identifier(this.#within(label)));
    this.#given.set(layer, name);
    return name;
  }

  /** A path within the scope: the same in each module of a kind. */
  #within(label: string): string {
    const { path } = this.#scope;
    if (label === path) return 'out';
    return path !== '' && label.startsWith(`${path}.`) ? label.slice(path.length + 1) : label;
  }

  #free(wanted: string): string {
    let name = wanted;
    for (let i = 2; this.#taken.has(name); i++) name = `${wanted}_${i}`;
    this.#taken.add(name);
    return name;
  }
}

/** Breaks a long line at the items of its list. */
function wrapped(line: Code): Code {
  const length = written(line, (piece) => ('value' in piece ? piece.value : piece.layer)).length;
  if (length <= LONGEST_LINE) return line;
  const text = line.map((piece) => piece);
  const opening = text.findIndex((piece) => typeof piece === 'string' && piece.includes('torch.cat(['));
  if (opening < 0) return line;
  let isInside = false;
  return text.map((piece, i) => {
    if (typeof piece !== 'string') return piece;
    if (i === opening) {
      isInside = true;
      return piece.replace('torch.cat([', 'torch.cat(\n    [');
    }
    if (!isInside || !piece.startsWith('], 1)')) return piece;
    isInside = false;
    return piece.replace('], 1)', '],\n    1,\n)');
  });
}
