import type { Graph, GraphNode, OperationType } from '#models/graph.ts';
import { itemAt, lookUp } from '#models/lookup.ts';

const WEIGHTED: ReadonlySet<OperationType> = new Set<OperationType>([
  'conv',
  'dense',
  'batchNorm',
  'subsample',
]);

export const hasWeights = ({ operation }: GraphNode): boolean => WEIGHTED.has(operation.type);

/** A module of the PyTorch source: what it holds, and what it computes when it is called. */
export interface Scope {
  /** Where it stands in the net, such as 'layer1.0'; empty for the net itself. */
  readonly path: string;
  /** What it does, each after what it reads. */
  readonly items: readonly Item[];
  /** The layers outside whose outputs it reads, in the order of its arguments. */
  readonly inputs: readonly string[];
  /** Its layers whose outputs are read outside, in the order in which it returns them. */
  readonly outputs: readonly string[];
}

/** One step of a scope: a layer of its own, or the call of a scope within it. */
export type Item =
  | { readonly kind: 'layer'; readonly node: GraphNode }
  | { readonly kind: 'call'; readonly scope: Scope };

export const itemInputs = (item: Item): readonly string[] =>
  item.kind === 'layer' ? item.node.inputs : item.scope.inputs;

export const itemOutputs = (item: Item): readonly string[] =>
  item.kind === 'layer' ? [item.node.name] : item.scope.outputs;

/** Every layer of a scope, those of the scopes within it too. */
export function layersOf(scope: Scope): readonly GraphNode[] {
  return scope.items.flatMap((item) => (item.kind === 'layer' ? [item.node] : layersOf(item.scope)));
}

/**
 * The modules that a net's keys ask for: 'layer1.0.conv1.weight' needs a module 'layer1' with a module '0' in it. A
 * module computes what lies between its own layers; layers without weights may move into it. One whose layers are
 * not together in the net only holds them, and the module around it calls them.
 * @param pathOf where each layer's weights stand, by its name.
 */
export function scopesOf(graph: Graph, pathOf: (layer: string) => string): Scope {
  const nodes = graph.nodes.filter(({ operation }) => operation.type !== 'input');
  const owners = firstOwners(nodes, pathOf);
  const called = new Set(['']);
  const deepestFirst = [...new Set([...owners.values()].flatMap(withParents))].toSorted(
    (a, b) => depth(b) - depth(a),
  );
  for (const path of deepestFirst) {
    if (path === '') continue;
    if (!gatherBetween(path, nodes, owners)) continue;
    gatherBefore(path, nodes, owners, pathOf);
    called.add(path);
  }
  const callerOf = (path: string): string => (called.has(path) ? path : callerOf(parent(path)));
  const homes = new Map(nodes.map(({ name }) => [name, callerOf(lookUp(owners, name))]));
  return scopeAt('', graph, nodes, homes, callerOf);
}

const parent = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('.')));
const depth = (path: string): number => (path === '' ? 0 : path.split('.').length);
const isWithin = (path: string, outer: string): boolean =>
  outer === '' || path === outer || path.startsWith(`${outer}.`);

function withParents(path: string): string[] {
  return path === '' ? [''] : [path, ...withParents(parent(path))];
}

/** The module that each layer belongs to by its name: of those that hold weights, the nearest around it. */
function firstOwners(nodes: readonly GraphNode[], pathOf: (layer: string) => string): Map<string, string> {
  const holders = new Set(nodes.filter(hasWeights).flatMap(({ name }) => withParents(parent(pathOf(name)))));
  const nearest = (path: string): string => (holders.has(path) ? path : nearest(parent(path)));
  return new Map(
    nodes.map((node) => {
      const path = pathOf(node.name);
      return [node.name, hasWeights(node) ? parent(path) : nearest(path)];
    }),
  );
}

/**
 * Moves the layers between those of a module into it. False where one of them has weights of another module, so that
 * the module cannot be called.
 */
function gatherBetween(path: string, nodes: readonly GraphNode[], owners: Map<string, string>): boolean {
  const isInside = (name: string) => isWithin(owners.get(name) ?? '', path);
  const after = new Set<string>();
  for (const { name, inputs } of nodes) {
    if (isInside(name) || inputs.some((input) => after.has(input))) after.add(name);
  }
  const before = new Set<string>();
  for (const { name, inputs } of nodes.toReversed()) {
    if (isInside(name) || before.has(name)) for (const input of inputs) before.add(input);
  }
  const between = nodes.filter(({ name }) => !isInside(name) && after.has(name) && before.has(name));
  const canMove = (node: GraphNode) => !hasWeights(node) && isWithin(path, lookUp(owners, node.name));
  if (!between.every(canMove)) return false;
  for (const { name } of between) owners.set(name, path);
  return true;
}

/**
 * Where the keys of a module begin with another number than 0, as many layers without weights stand before its first
 * one: they move into it, so that its keys count its members.
 */
function gatherBefore(
  path: string,
  nodes: readonly GraphNode[],
  owners: Map<string, string>,
  pathOf: (layer: string) => string,
): void {
  const inside = nodes.filter(({ name }) => isWithin(lookUp(owners, name), path));
  const first = inside.find(hasWeights);
  const missing = first && Number(pathOf(first.name).slice(path.length + 1)) - inside.indexOf(first);
  if (first === undefined || !Number.isInteger(missing)) return;
  let reader = itemAt(inside, 0);
  for (let i = 0; i < (missing ?? 0); i++) {
    const before = nodes.find(({ name }) => name === reader.inputs[0]);
    const readers = nodes.filter(({ inputs }) => inputs.includes(before?.name ?? ''));
    if (before === undefined || readers.length !== 1 || before.inputs.length !== 1) return;
    if (hasWeights(before) || !isWithin(path, lookUp(owners, before.name))) return;
    owners.set(before.name, path);
    reader = before;
  }
}

function scopeAt(
  path: string,
  graph: Graph,
  nodes: readonly GraphNode[],
  homes: ReadonlyMap<string, string>,
  callerOf: (path: string) => string,
): Scope {
  const isInside = (name: string) => isWithin(homes.get(name) ?? '', path) && homes.has(name);
  const inside = nodes.filter(({ name }) => isInside(name));
  const results = [graph.output, ...graph.auxiliaryOutputs.map(({ node }) => node)];
  const readOutside = new Set(nodes.filter(({ name }) => !isInside(name)).flatMap(({ inputs }) => inputs));
  const within = [...new Set(inside.map(({ name }) => lookUp(homes, name)))]
    .flatMap(withParents)
    .filter((inner) => inner !== path && callerOf(inner) === inner && callerOf(parent(inner)) === path);
  const calls = [...new Set(within)].map(
    (inner): Item => ({ kind: 'call', scope: scopeAt(inner, graph, nodes, homes, callerOf) }),
  );
  const own = inside.filter(({ name }) => homes.get(name) === path);
  const items = [...own.map((node): Item => ({ kind: 'layer', node })), ...calls];
  const outputs = inside.map(({ name }) => name);
  return {
    path,
    items: inOrder(items, nodes),
    inputs: [...new Set(inside.flatMap(({ inputs }) => inputs.filter((input) => !isInside(input))))],
    outputs:
      path === '' ? results : outputs.filter((name) => readOutside.has(name) || results.includes(name)),
  };
}

/** Each item after those that it reads; else in the order of the graph. */
function inOrder(items: readonly Item[], nodes: readonly GraphNode[]): readonly Item[] {
  const places = new Map(nodes.map(({ name }, i) => [name, i]));
  const placeOf = (item: Item) =>
    lookUp(places, item.kind === 'layer' ? item.node.name : itemAt(layersOf(item.scope), 0).name);
  const waiting = items.toSorted((a, b) => placeOf(a) - placeOf(b));
  const ordered: Item[] = [];
  while (waiting.length > 0) {
    const open = new Set(waiting.flatMap(itemOutputs));
    const index = waiting.findIndex((item) => itemInputs(item).every((input) => !open.has(input)));
    if (index < 0) throw new Error('modules that read each other');
    ordered.push(...waiting.splice(index, 1));
  }
  return ordered;
}
