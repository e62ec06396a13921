import type { ESTree } from 'vite';

/** Puts `replacement` in the place of the source's text from `start` to `end`. */
interface Change {
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

type Span = Pick<ESTree.Node, 'start' | 'end'>;

const OPERATORS: Readonly<Record<string, string>> = {
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '===': '!==',
  '!==': '===',
  '+': '-',
  '-': '+',
  '*': '/',
  '/': '*',
  '%': '*',
  '**': '*',
  '&': '|',
  '|': '&',
  '<<': '>>>',
  '>>': '<<',
  '>>>': '<<',
  '&&': '||',
  '||': '&&',
  '++': '--',
  '--': '++',
  '+=': '-=',
  '-=': '+=',
  '*=': '/=',
  '/=': '*=',
  '??=': '=',
};

const FUNCTIONS: ReadonlyMap<string, string> = new Map([
  ['min', 'max'],
  ['max', 'min'],
  ['floor', 'ceil'],
  ['ceil', 'floor'],
  ['round', 'floor'],
  ['some', 'every'],
  ['every', 'some'],
]);

/** Their object can stand in the place of the call. */
const REMOVABLE_METHODS = new Set(['filter', 'slice', 'reverse', 'sort', 'toSorted', 'trim', 'flat']);

/** The plausible slips that change what `node`, inside `parent`, does. */
export function* changesOf(
  node: ESTree.Node,
  parent: ESTree.Node | undefined,
  source: string,
): Iterable<Change> {
  const text = ({ start, end }: Span) => source.slice(start, end);
  const replace = ({ start, end }: Span, replacement: string): Change => ({ start, end, replacement });
  // What is between two operands are the operator and the parentheses around them.
  const other = (operator: string, left: Span, right: Span): readonly Change[] => {
    const swapped = OPERATORS[operator];
    if (swapped === undefined) return [];
    const between = source.slice(left.end, right.start).replace(operator, swapped);
    const [before, after] = [source.slice(node.start, left.end), source.slice(right.start, node.end)];
    return [replace(node, before + between + after)];
  };

  switch (node.type) {
    case 'IfStatement':
    case 'ConditionalExpression':
    case 'ForStatement':
      // Without its `!` another change leaves it, and with the other of === and !==.
      if (node.test && !isNegatedElsewhere(node.test)) yield replace(node.test, `!(${text(node.test)})`);
      break;
    case 'BinaryExpression':
      if (node.operator !== '+' || !(isText(node.left) || isText(node.right)))
        yield* other(node.operator, node.left, node.right);
      break;
    case 'LogicalExpression':
      if (node.operator === '??') {
        const operator = source.indexOf('??', node.left.end);
        yield replace(node, source.slice(node.start, operator).trimEnd());
        yield replace(node, source.slice(operator + 2, node.end).trimStart());
      } else {
        yield* other(node.operator, node.left, node.right);
      }
      break;
    case 'AssignmentExpression':
      if (!isLoopStep(node, parent)) yield* other(node.operator, node.left, node.right);
      break;
    case 'UpdateExpression':
      // A loop that steps backwards does not end: any test would catch that.
      if (!isLoopStep(node, parent))
        yield replace(node, text(node).replace(node.operator, OPERATORS[node.operator]!));
      break;
    case 'UnaryExpression':
      if (node.operator === '!' || node.operator === '-')
        yield replace(node, source.slice(node.start + 1, node.end));
      break;
    case 'AssignmentPattern':
      yield replace(node, text(node.left));
      break;
    case 'Literal':
      yield* changedConstants(node, parent).map((value) => replace(node, value));
      break;
    case 'CallExpression':
    case 'NewExpression':
      for (const [index, right] of node.arguments.entries()) {
        const left = node.arguments[index - 1];
        if (left === undefined || text(left) === text(right) || isPlain(left) || isPlain(right)) continue;
        const between = source.slice(left.end, right.start);
        yield replace({ start: left.start, end: right.end }, text(right) + between + text(left));
      }
      if (node.callee.type === 'MemberExpression' && node.callee.property.type === 'Identifier') {
        const { property } = node.callee;
        const swapped = FUNCTIONS.get(property.name);
        if (swapped !== undefined) yield replace(property, swapped);
        if (REMOVABLE_METHODS.has(property.name))
          yield replace(node, source.slice(node.start, property.start).replace(/\s*\??\.\s*$/, ''));
      }
      break;
    case 'ExpressionStatement':
      if (!text(node).startsWith('super(')) yield replace(node, ';');
      break;
    case 'ThrowStatement':
    case 'BreakStatement':
    case 'ContinueStatement':
      yield replace(node, ';');
      break;
    case 'BlockStatement':
      if (isFunction(parent) && node.body.length > 1 && !text(node).includes('super(') && !returnsValue(node))
        yield replace({ start: node.body[0]!.start, end: node.body.at(-1)!.end }, ';');
      break;
  }
}

function changedConstants(node: ESTree.Node & { type: 'Literal' }, parent?: ESTree.Node): readonly string[] {
  const isKey = parent?.type === 'Property' && parent.key === node;
  if (typeof node.value === 'boolean') return [String(!node.value)];
  if (typeof node.value !== 'number' || isKey) return [];
  if (!Number.isInteger(node.value)) return [String(node.value * 2)];
  return node.value === 0 ? ['1'] : [String(node.value + 1), String(node.value - 1)];
}

function isNegatedElsewhere(test: ESTree.Node): boolean {
  if (test.type === 'UnaryExpression') return test.operator === '!';
  return test.type === 'BinaryExpression' && /^[!=]==$/.test(test.operator);
}

function isText(node: ESTree.Node): boolean {
  return node.type === 'TemplateLiteral' || (node.type === 'Literal' && typeof node.value === 'string');
}

/** No one would take it for its neighbour. */
function isPlain(node: ESTree.Node): boolean {
  return (
    isText(node) || isFunction(node) || node.type === 'ObjectExpression' || node.type === 'ArrayExpression'
  );
}

function isLoopStep(node: ESTree.Node, parent: ESTree.Node | undefined): boolean {
  return parent?.type === 'ForStatement' && parent.update === node;
}

function isFunction(node: ESTree.Node | undefined): boolean {
  return /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node?.type ?? '');
}

/** Of the function whose body it is: functions inside have their own. */
function returnsValue(node: ESTree.Node): boolean {
  if (node.type === 'ReturnStatement') return node.argument !== null;
  return Object.values(node)
    .flat()
    .some((child) => child?.type !== undefined && !isFunction(child) && returnsValue(child));
}
