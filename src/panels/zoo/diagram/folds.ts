import type { Graph, GraphNode } from '#models/graph.ts';
import { itemAt } from '#models/lookup.ts';

/** A block of the graph with what stands directly in it, layers and inner blocks, in the order of the graph. */
export interface Fold {
  /** Such as 'inception_4c'; '' for the whole net. */
  readonly path: string;
  readonly children: readonly (GraphNode | Fold)[];
  /** Of all layers inside, inner blocks included. */
  readonly layerCount: number;
  /** The last layer inside. */
  readonly last: GraphNode;
}

export function isFold(child: GraphNode | Fold): child is Fold {
  return 'path' in child;
}

interface OpenFold {
  readonly path: string;
  readonly children: (GraphNode | OpenFold)[];
}

/** The graph as a tree of its blocks. */
export function foldTree(graph: Graph): Fold {
  const root: OpenFold = { path: '', children: [] };
  const known = new Map<string, OpenFold>([['', root]]);
  const foldAt = (path: string): OpenFold => {
    let fold = known.get(path);
    if (fold === undefined) {
      fold = { path, children: [] };
      known.set(path, fold);
      foldAt(path.split('/').slice(0, -1).join('/')).children.push(fold);
    }
    return fold;
  };
  for (const node of graph.nodes) foldAt(node.block ?? '').children.push(node);
  return close(root);
}

function close({ path, children }: OpenFold): Fold {
  const closed = children.map((child) => ('path' in child ? close(child) : child));
  const layerCount = closed.reduce((sum, child) => sum + (isFold(child) ? child.layerCount : 1), 0);
  const end = itemAt(closed, -1);
  return { path, children: closed, layerCount, last: isFold(end) ? end.last : end };
}

/** The paths of all blocks, outer before inner. */
export function foldPaths({ children }: Fold): readonly string[] {
  return children.filter(isFold).flatMap((fold) => [fold.path, ...foldPaths(fold)]);
}

/** The block to open first, and those around it: the first with branches or a shortcut, or where there is none the first. */
export function firstFold(tree: Fold): readonly string[] {
  const blocks = foldPaths(tree);
  const first = firstJoin(tree) ?? blocks[0];
  return blocks.filter((path) => path === first || first?.startsWith(`${path}/`));
}

/** The path of the first block in which paths are joined. */
function firstJoin({ path, children }: Fold): string | undefined {
  for (const child of children) {
    if (isFold(child)) {
      const found = firstJoin(child);
      if (found !== undefined) return found;
    } else if (path !== '' && (child.operation.type === 'add' || child.operation.type === 'concat')) {
      return path;
    }
  }
  return undefined;
}

/** A layer's label without the name of the block around it, and what stands before that. */
export function shortName(name: string, block: string | undefined): string {
  const around = block?.split('/').at(-1);
  if (around === undefined) return name;
  for (let at = name.indexOf(around); at >= 0; at = name.indexOf(around, at + 1)) {
    const end = at + around.length;
    if ((at === 0 || isSeparator(name[at - 1])) && isSeparator(name[end])) return name.slice(end + 1);
  }
  return name;
}

const isSeparator = (character: string | undefined) => character !== undefined && '/._'.includes(character);

/** A block's label, with those of the blocks around it, since their titles may be out of sight. */
export function foldName(path: string): string {
  const names = path.split('/');
  return names.map((name, index) => shortName(name, names[index - 1])).join('/');
}
