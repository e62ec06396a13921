import { rowFirst } from '#engine/formats/flatten-order.ts';
import type { Graph, GraphNode } from '#models/graph.ts';
import { itemAt, lookUp } from '#models/lookup.ts';
import {
  type Code,
  identifier,
  indented,
  isSlot,
  joined,
  pascalCase,
  python,
  type Slot,
  type SlotKind,
  written,
} from './code.ts';
import { type ForwardContext, forwardLines } from './forward.ts';
import { flatLayers, type Helper, helperOf, sequentialModule, weightedModule } from './operations.ts';
import { hasWeights, type Item, itemInputs, itemOutputs, type Scope, scopesOf } from './scopes.ts';

/** A Python class for all scopes that differ in numbers alone. */
interface ModuleClass {
  readonly name: string;
  readonly text: string;
}

/** A scope as source with open numbers, before it is known which of them differ. */
interface Draft {
  readonly scope: Scope;
  /** What makes its modules. */
  readonly making: Code;
  readonly forward: Code;
}

/** How a scope is made: by its class and arguments. */
interface Construction {
  readonly className: string;
  readonly args: readonly { readonly kind: SlotKind; readonly value: string }[];
}

export interface ModuleSource {
  /** The class of the whole net. */
  readonly className: string;
  readonly text: string;
  readonly helpers: readonly Helper[];
}

/**
 * A graph as the source of PyTorch modules whose keys are `pathOf` of the layers. Modules alike become one class with
 * the numbers in which they differ as arguments.
 */
export function moduleSource(graph: Graph, pathOf: (layer: string) => string): ModuleSource {
  const root = scopesOf(graph, pathOf);
  const flat = flatLayers(graph.nodes);
  const rowsFirst = rowFirst(graph);
  const auxiliary = new Set(
    graph.nodes.filter((node) => node.auxiliary !== undefined).map(({ name }) => name),
  );
  const writer = new ClassWriter({
    shapes: new Map(graph.nodes.map(({ name, shape }) => [name, shape])),
    isFlat: (layer) => flat.has(layer),
    isRowFirst: (layer) => rowsFirst.has(layer),
    isAuxiliary: (layer) => auxiliary.has(layer),
    pathOf,
  });
  const className = pascalCase(graph.id);
  const classes = writer.write(root, className);
  const helpers = new Set(graph.nodes.flatMap((node) => helperOf(node, writer.context) ?? []));
  return { className, text: classes.map(({ text }) => text).join('\n\n'), helpers: [...helpers] };
}

type Context = Omit<ForwardContext, 'moduleOf' | 'ownerOf'>;

class ClassWriter {
  readonly context: Context;
  readonly #constructions = new Map<string, Construction>();
  readonly #classNames = new Set<string>();

  constructor(context: Context) {
    this.context = context;
  }

  /** The classes of a net, each after those that it uses. */
  write(root: Scope, rootName: string): readonly ModuleClass[] {
    this.#classNames.add(rootName);
    const levels = new Map<number, Scope[]>();
    this.#sort(root, levels);
    const classes: ModuleClass[] = [];
    for (const level of [...levels.keys()].toSorted((a, b) => a - b)) {
      const scopes = lookUp(levels, level);
      const drafts = scopes.map((scope) => this.#draft(scope));
      for (const group of groupsOf(drafts)) {
        classes.push(this.#class(group, itemAt(group, 0).scope === root ? rootName : undefined));
      }
    }
    return classes;
  }

  /** Scopes that become classes, by how many levels of classes are within them. */
  #sort(scope: Scope, levels: Map<number, Scope[]>): number {
    const within = scope.items.map((item) => (item.kind === 'call' ? this.#sort(item.scope, levels) : -1));
    const height = Math.max(-1, ...within);
    if (scope.path !== '' && this.#isSequential(scope)) return height;
    levels.set(height + 1, [...(levels.get(height + 1) ?? []), scope]);
    return height + 1;
  }

  /** Whether a scope is a chain whose keys count its members, as those of nn.Sequential do. */
  #isSequential(scope: Scope): boolean {
    const { items, inputs, outputs } = scope;
    if (inputs.length !== 1 || outputs.length !== 1) return false;
    let value = itemAt(inputs, 0);
    for (const [i, item] of items.entries()) {
      const isNext =
        itemInputs(item).length === 1 && itemInputs(item)[0] === value && itemOutputs(item).length === 1;
      if (!isNext || (this.#hasModule(item) && this.#pathIn(scope, item) !== String(i))) return false;
      if (item.kind === 'layer' && sequentialModule(item.node, '', this.context) === undefined) return false;
      value = itemAt(itemOutputs(item), 0);
    }
    return value === outputs[0];
  }

  #hasModule(item: Item): boolean {
    return item.kind === 'call' || hasWeights(item.node);
  }

  #pathIn(scope: Scope, item: Item): string {
    const path = item.kind === 'call' ? item.scope.path : this.context.pathOf(item.node.name);
    return scope.path === '' ? path : path.slice(scope.path.length + 1);
  }

  /** How an item's module is made. */
  #made(item: Item, owner: string): Code {
    if (item.kind === 'layer') return weightedModule(item.node, owner, this.context);
    const { scope } = item;
    const construction = this.#constructions.get(scope.path);
    if (construction !== undefined) {
      const args = construction.args.map(({ kind, value }): Slot => ({ kind, owner, value }));
      return python`${construction.className}(${joined(
        args.map((arg) => [arg]),
        ', ',
      )})`;
    }
    const modules = scope.items.map((member) =>
      member.kind === 'layer' ? this.#sequentialLayer(member.node, owner) : this.#made(member, owner),
    );
    return python`nn.Sequential(${indented(modules.flatMap((code) => ['\n', ...code, ',']))}\n)`;
  }

  #sequentialLayer(node: GraphNode, owner: string): Code {
    const code = sequentialModule(node, owner, this.context);
    if (code === undefined) throw new Error(`${node.name}: not in nn.Sequential`);
    return code;
  }

  /** The body of a scope's class. */
  #draft(scope: Scope): Draft {
    const holders = new Map<string, [string, Code][]>();
    const own: Code[] = [];
    for (const item of scope.items) {
      if (!this.#hasModule(item)) continue;
      const [first = '', ...rest] = this.#pathIn(scope, item).split('.');
      const code = this.#made(item, identifier([first, ...rest].join('_')));
      if (rest.length > 0) {
        holders.set(first, [...(holders.get(first) ?? []), [rest.join('.'), code]]);
      } else if (/^\d/.test(first)) {
        own.push(python`self.add_module("${first}", ${code})`);
      } else {
        own.push(python`self.${first} = ${code}`);
      }
    }
    for (const [name, held] of holders) own.push(python`self.${name} = ${dictionary(held)}`);
    const forward = forwardLines(scope, {
      ...this.context,
      moduleOf: (item) => (this.#hasModule(item) ? access(this.#pathIn(scope, item)) : undefined),
      ownerOf: (item) =>
        this.#hasModule(item)
          ? identifier(this.#pathIn(scope, item))
          : identifier(item.kind === 'layer' ? (item.node.name.split(/[./]/).at(-1) ?? '') : item.scope.path),
    });
    return { scope, making: inBody(own), forward: inBody(forward) };
  }

  /** One class for scopes that are alike, and how each of them is made. */
  #class(group: readonly Draft[], name = this.#nameFor(group)): ModuleClass {
    const { scope, making, forward } = itemAt(group, 0);
    const slots = group.map((draft) => [...draft.making, ...draft.forward].filter(isSlot));
    const vectors = itemAt(slots, 0).map((_, i) => slots.map((own) => itemAt(own, i).value));
    const parameters = parametersOf(itemAt(slots, 0), vectors);
    for (const [instance, draft] of group.entries()) {
      const args = parameters.map(({ kind, places }) => ({
        kind,
        value: itemAt(itemAt(vectors, itemAt(places, 0)), instance),
      }));
      this.#constructions.set(draft.scope.path, { className: name, args });
    }
    let place = 0;
    const kept = new Set<string>();
    const write = (code: Code, read: (name: string) => string) =>
      written(code, (piece) => {
        if (!('kind' in piece)) throw new Error('a variable without a name');
        const at = place++;
        const parameter = parameters.find(({ places }) => places.includes(at));
        return parameter === undefined ? piece.value : read(parameter.name);
      });
    const makingText = write(making, (parameter) => parameter);
    const forwardText = write(forward, (parameter) => {
      kept.add(parameter);
      return `self.${parameter}`;
    });
    const where = group.map((draft) => draft.scope.path).filter((path) => path !== '');
    const text = [
      `class ${name}(nn.Module):\n`,
      where.length === 0 ? '' : `    """${placesText(where)}"""\n\n`,
      `    def __init__(${argumentsText(['self', ...parameters.map((parameter) => parameter.name)])}):`,
      '\n        super().__init__()',
      ...[...kept].map((parameter) => `\n        self.${parameter} = ${parameter}`),
      makingText.replaceAll(/, (?:stride=1|padding=0)(?=[,)])/g, ''),
      `\n\n    def forward(self, ${scope.inputs.map((_, i) => (i === 0 ? 'x' : `x${i + 1}`)).join(', ')}):`,
      `${forwardText}\n`,
    ];
    return { name, text: text.join('') };
  }

  /** After where the first of them stands: 'layer1.0' gives LayerBlock, 'Mixed_5b' Mixed. */
  #nameFor(group: readonly Draft[]): string {
    const { scope } = itemAt(group, 0);
    const segments = scope.path.split('.');
    const words = segments.map((word) => word.replace(/_?\d+[a-z]?$/, ''));
    const word = words.findLast((text) => /[A-Za-z]/.test(text)) ?? 'module';
    const isMember = /^\d+$/.test(itemAt(segments, -1));
    const base = isConvUnit(scope) ? 'ConvUnit' : `${pascalCase(word)}${isMember ? 'Block' : ''}`;
    let name = base;
    for (let i = 2; this.#classNames.has(name); i++) name = `${base}${i}`;
    this.#classNames.add(name);
    return name;
  }
}

/** A convolution, its batch norm and its activation. */
function isConvUnit({ items }: Scope): boolean {
  const types = items.map((item) => (item.kind === 'layer' ? item.node.operation.type : 'call'));
  return types.join(' ') === 'conv batchNorm activation';
}

/** Lines of a method. */
function inBody(lines: readonly Code[]): Code {
  return lines.flatMap((code) => ['\n        ', ...indented(code, '        ')]);
}

/** On lines of their own where they are many. */
function argumentsText(names: readonly string[]): string {
  const text = names.join(', ');
  return text.length <= 80 ? text : `\n${names.map((name) => `        ${name},\n`).join('')}    `;
}

interface Parameter {
  readonly name: string;
  readonly kind: SlotKind;
  /** Which of the open numbers it stands for. */
  readonly places: readonly number[];
}

/** An argument for each number that differs between the modules of a class; equal ones share theirs. */
function parametersOf(slots: readonly Slot[], vectors: readonly (readonly string[])[]): readonly Parameter[] {
  const groups = new Map<string, number[]>();
  for (const [i, vector] of vectors.entries()) {
    if (vector.every((value) => value === vector[0])) continue;
    const { kind } = itemAt(slots, i);
    const key = [kind === 'out_channels' ? 'in_channels' : kind, ...vector].join(' ');
    groups.set(key, [...(groups.get(key) ?? []), i]);
  }
  const found = [...groups.values()].map((places) => ({ places, slot: itemAt(slots, itemAt(places, 0)) }));
  const taken = new Set<string>();
  return found.map(({ places, slot }) => {
    const isOnly = found.filter((other) => other.slot.kind === slot.kind).length === 1;
    const wanted = isOnly || slot.owner === '' ? slot.kind : `${slot.owner}_${slot.kind}`;
    let name = identifier(wanted);
    for (let i = 2; taken.has(name); i++) name = `${identifier(wanted)}_${i}`;
    taken.add(name);
    return { name, kind: slot.kind, places };
  });
}

/** Drafts that differ in numbers alone. */
function groupsOf(drafts: readonly Draft[]): readonly (readonly Draft[])[] {
  const groups = new Map<string, Draft[]>();
  for (const draft of drafts) {
    const code = [...draft.making, '\u0000', ...draft.forward];
    const key = written(code, (piece) => ('kind' in piece ? `\u0000${piece.kind}` : piece.layer));
    groups.set(key, [...(groups.get(key) ?? []), draft]);
  }
  return [...groups.values()];
}

/** Modules that the net only holds, to be called one by one. */
function dictionary(held: readonly (readonly [string, Code])[]): Code {
  const first = new Map<string, [string, Code][]>();
  for (const [path, code] of held) {
    const [head = '', ...rest] = path.split('.');
    first.set(head, [...(first.get(head) ?? []), [rest.join('.'), code]]);
  }
  const entries = [...first].map(([name, inner]) => {
    const [only] = inner;
    const code = only !== undefined && only[0] === '' ? only[1] : dictionary(inner);
    return python`\n"${name}": ${code},`;
  });
  return python`nn.ModuleDict({${indented(entries.flat())}\n})`;
}

/** self.layer1, or what a name that Python has no dot for asks. */
function access(path: string): string {
  return path
    .split('.')
    .reduce(
      (code, name, i) =>
        /^[A-Za-z_]\w*$/.test(name)
          ? `${code}.${name}`
          : i === 0
            ? `getattr(${code}, "${name}")`
            : `${code}["${name}"]`,
      'self',
    );
}

/** Where the modules of a class stand: the first of them, and how many. */
function placesText(paths: readonly string[]): string {
  const SHOWN = 2;
  const rest = paths.length - SHOWN;
  return `${paths.slice(0, SHOWN).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
