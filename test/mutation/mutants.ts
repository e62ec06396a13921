import type { ESTree } from 'vite';
import { parseSync } from 'vite';
import { changesOf } from './operators.ts';

/** One small change of a source file. */
export interface Mutant {
  /** From the project's root, with forward slashes. */
  readonly file: string;
  readonly line: number;
  /** The whole line before the change. */
  readonly text: string;
  /** What is changed into what, in short. */
  readonly change: string;
  /** Tells apart mutants of equal lines: how many of the same change and text stand above. */
  readonly occurrence: number;
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
  /** The code whose execution means that a test reaches the mutant. */
  readonly anchor: Anchor;
}

/** A statement of a list of statements, or the expression that is an arrow function's body. */
export interface Anchor {
  readonly start: number;
  readonly end: number;
  readonly isExpression: boolean;
}

type Path = readonly [ESTree.Node, ...ESTree.Node[]];

const CHANGE_LENGTH = 60;

/** All mutants of a TypeScript source, in order. */
export function mutantsOf(file: string, source: string): readonly Mutant[] {
  const { program, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file} cannot be parsed: ${errors[0]!.message}`);
  const mutants: Mutant[] = [];
  const seen = new Map<string, number>();
  for (const path of paths([program])) {
    for (const { start, end, replacement } of changesOf(path[0], path[1], source)) {
      const before = source.lastIndexOf('\n', start - 1) + 1;
      const text = source.slice(before, (source.indexOf('\n', start) + 1 || source.length + 1) - 1).trim();
      const change = `${abridged(source.slice(start, end))} -> ${abridged(replacement)}`;
      const occurrence = seen.get(`${text}\n${change}`) ?? 0;
      seen.set(`${text}\n${change}`, occurrence + 1);
      const line = source.slice(0, start).split('\n').length;
      const anchor = anchorOf(path, start);
      mutants.push({ file, line, text, change, occurrence, start, end, replacement, anchor });
    }
  }
  return mutants;
}

export function mutated(source: string, { start, end, replacement }: Mutant): string {
  return source.slice(0, start) + replacement + source.slice(end);
}

/** Each node with the nodes around it, innermost first; no types. */
function* paths(path: Path): Iterable<Path> {
  yield path;
  for (const child of childrenOf(path[0])) if (!isType(child)) yield* paths([child, ...path]);
}

function childrenOf(node: ESTree.Node): readonly ESTree.Node[] {
  return Object.values(node).flat().filter(isNode);
}

function isNode(value: unknown): value is ESTree.Node {
  return typeof value === 'object' && value !== null && 'type' in value;
}

function isType({ type }: ESTree.Node): boolean {
  return type.startsWith('TS') && !/^TS(As|Satisfies|NonNull)Expression$/.test(type);
}

/** The innermost anchor around the place `start`. */
function anchorOf(path: Path, start: number): Anchor {
  const [innermost] = path;
  const body = innermost.type === 'BlockStatement' ? innermost.body : [];
  const inside = body.find((statement) => statement.start <= start && start < statement.end);
  if (inside) return { start: inside.start, end: inside.end, isExpression: false };
  for (const [depth, node] of path.entries()) {
    const around = path[depth + 1];
    const isExpression =
      around?.type === 'ArrowFunctionExpression' && around.expression && around.body === node;
    if (isExpression || around === undefined || statementsOf(around).includes(node))
      return { start: node.start, end: node.end, isExpression };
  }
  throw new Error('The program is an anchor.');
}

function statementsOf(node: ESTree.Node): readonly ESTree.Node[] {
  switch (node.type) {
    case 'Program':
    case 'BlockStatement':
    case 'StaticBlock':
      return node.body;
    case 'SwitchCase':
      return node.consequent;
    default:
      return [];
  }
}

function abridged(text: string): string {
  const oneLine = text.replaceAll(/\s+/g, ' ');
  return oneLine.length <= CHANGE_LENGTH ? oneLine : `${oneLine.slice(0, CHANGE_LENGTH)}...`;
}
