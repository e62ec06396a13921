import { resolvedPadding } from '#models/analysis.ts';
import { firstInputShape, type GraphNode, type Padding, type Shape } from '#models/graph.ts';
import { itemAt } from '#models/lookup.ts';
import { type Code, joined, numberText, pairText, python, type Slot, type SlotKind } from './code.ts';

/** What a graph's layers are in PyTorch. */

export interface LayerContext {
  readonly shapes: ReadonlyMap<string, Shape>;
  /** Whether a layer's output has no height and width: [batch, units]. */
  readonly isFlat: (layer: string) => boolean;
  /** Whether a flattened map stays in the order rows, columns, channels. */
  readonly isRowFirst: (layer: string) => boolean;
}

/** Which of the classes and functions of `helpers.py` a net needs. */
export type Helper = 'PartialConv2d' | 'Subsample' | 'scaled_tanh' | 'pad_shortcut' | 'average_inside';

interface Pads {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

function padsOf(node: GraphNode, { shapes }: LayerContext): Pads {
  return resolvedPadding(node, firstInputShape(node, shapes));
}

const hasPads = ({ top, bottom, left, right }: Pads) => top + bottom + left + right > 0;

/** PyTorch's windows take the same rows above and below and the same columns left and right. */
const isEven = ({ top, bottom, left, right }: Pads) => top === bottom && left === right;

/** Zeros that stand around a layer's input before its window sees it; undefined where the window pads by itself. */
function padsFirst(node: GraphNode, context: LayerContext): Pads | undefined {
  const { operation } = node;
  if (operation.type !== 'conv' && operation.type !== 'maxPool' && operation.type !== 'avgPool')
    return undefined;
  if (operation.type === 'avgPool' && !operation.countIncludePad) return undefined;
  const pads = padsOf(node, context);
  if (!hasPads(pads) || (operation.type === 'maxPool' && isCeil(operation.padding, operation.ceil)))
    return undefined;
  if (operation.type === 'conv') return isEven(pads) ? undefined : pads;
  const [height, width] = operation.poolSize;
  const fits = isEven(pads) && 2 * pads.top <= height && 2 * pads.left <= width;
  return fits ? undefined : pads;
}

/** Whether PyTorch's own ceil_mode is what is meant. */
function isCeil(padding: Padding, ceil: boolean): boolean {
  if (!ceil || padding === 'same') return false;
  return padding === 'valid' || (padding.top === padding.bottom && padding.left === padding.right);
}

/** The module that holds a layer's weights. */
export function weightedModule(node: GraphNode, owner: string, context: LayerContext): Code {
  const { operation } = node;
  const [inputName] = node.inputs as readonly [string];
  const slot = (kind: SlotKind, value: number | string): Slot => ({ kind, owner, value: String(value) });
  const inputChannels = firstInputShape(node, context.shapes)[2];
  switch (operation.type) {
    case 'conv': {
      const { filters, kernelSize, strides, groups, connections, useBias } = operation;
      const pads = padsOf(node, context);
      const args: Code[] = [
        [slot('in_channels', inputChannels)],
        [slot('out_channels', filters)],
        [slot('kernel_size', pairText(kernelSize))],
      ];
      // A value that is PyTorch's default stands there all the same where another module of the kind differs.
      args.push(python`stride=${slot('stride', pairText(strides))}`);
      if (isEven(pads)) args.push(python`padding=${slot('padding', pairText([pads.top, pads.left]))}`);
      if (groups > 1) args.push(python`groups=${slot('groups', groups)}`);
      if (!useBias) args.push(['bias=False']);
      if (connections === undefined) return python`nn.Conv2d(${joined(args, ', ')})`;
      const rows = connections.map((row) => `[${row.join(', ')}]`).join(', ');
      return python`PartialConv2d([${rows}], ${joined(args, ', ')})`;
    }
    case 'dense': {
      const args = [[slot('in_channels', inputChannels)], [slot('out_channels', operation.units)]];
      return python`nn.Linear(${joined(args, ', ')}${operation.useBias ? '' : ', bias=False'})`;
    }
    case 'batchNorm': {
      const kind = context.isFlat(inputName) ? 'BatchNorm1d' : 'BatchNorm2d';
      const momentum = numberText(1 - operation.momentum);
      const epsilon = numberText(operation.epsilon);
      return python`nn.${kind}(${slot('in_channels', inputChannels)}, eps=${epsilon}, momentum=${momentum})`;
    }
    case 'subsample': {
      const [height, width] = operation.poolSize;
      return python`Subsample(${slot('in_channels', inputChannels)}, ${`(${height}, ${width})`})`;
    }
    default:
      throw new Error(`${node.name}: has no weights`);
  }
}

/** How a forward pass calls a layer: `module` holds its weights, if it has any. */
export function callOf(
  node: GraphNode,
  module: string | undefined,
  inputs: readonly Code[],
  owner: string,
  context: LayerContext,
): Code {
  const { operation } = node;
  const slot = (kind: SlotKind, value: number | string): Slot => ({ kind, owner, value: String(value) });
  const pads = padsFirst(node, context);
  const input = itemAt(inputs, 0);
  const x = pads === undefined ? input : python`functional.pad(${input}, ${padText(pads)})`;
  if (module !== undefined) return python`${module}(${x})`;
  switch (operation.type) {
    case 'activation':
      switch (operation.function) {
        case 'relu':
          return python`functional.relu(${x})`;
        case 'tanh':
          return python`torch.tanh(${x})`;
        case 'sigmoid':
          return python`torch.sigmoid(${x})`;
        case 'scaledTanh':
          return python`scaled_tanh(${x})`;
      }
      break;
    case 'maxPool':
    case 'avgPool':
      return poolCall(node, operation, x, slot, pads === undefined ? padsOf(node, context) : undefined);
    case 'adaptiveAvgPool':
      return python`functional.adaptive_avg_pool2d(${x}, ${pairText(operation.outputSize)})`;
    case 'globalAvgPool':
      return python`functional.adaptive_avg_pool2d(${x}, 1)`;
    case 'lrn': {
      const { depthRadius, alpha, beta, bias } = operation;
      const size = 2 * depthRadius + 1;
      // PyTorch divides alpha by the number of channels.
      const named = `alpha=${numberText(alpha * size)}, beta=${numberText(beta)}, k=${numberText(bias)}`;
      return python`functional.local_response_norm(${x}, ${String(size)}, ${named})`;
    }
    case 'dropout':
      return python`functional.dropout(${x}, ${slot('rate', numberText(operation.rate))}, self.training)`;
    case 'flatten':
      return context.isRowFirst(node.name)
        ? python`torch.flatten(${x}.permute(0, 2, 3, 1), 1)`
        : python`torch.flatten(${x}, 1)`;
    case 'concat':
      return python`torch.cat([${joined(inputs, ', ')}], 1)`;
    case 'add': {
      const [trunk, branch] = inputs as readonly [Code, Code];
      if (operation.scale === 1) return python`${trunk} + ${branch}`;
      return python`${trunk} + ${slot('scale', numberText(operation.scale))} * ${branch}`;
    }
    case 'padShortcut': {
      const stride = slot('stride', pairText(operation.strides));
      const before = slot('zeros_before', operation.before);
      const after = slot('zeros_after', operation.zeroChannels - operation.before);
      return python`pad_shortcut(${x}, ${stride}, ${before}, ${after})`;
    }
    default:
  }
  throw new Error(`${node.name}: its weights are in no module`);
}

/** (left, right, top, bottom), as functional.pad takes them. */
const padText = ({ left, right, top, bottom }: Pads) => `(${left}, ${right}, ${top}, ${bottom})`;

type Pool = Extract<GraphNode['operation'], { type: 'maxPool' | 'avgPool' }>;

/** @param pads what the window itself pads; undefined where the zeros are there already. */
function poolArguments(
  operation: Pool,
  slot: (kind: SlotKind, value: string) => Slot,
  pads: Pads | undefined,
): Code {
  const args: Code[] = [
    [slot('kernel_size', pairText(operation.poolSize))],
    [slot('stride', pairText(operation.strides))],
  ];
  const isCeiling = operation.type === 'maxPool' && isCeil(operation.padding, operation.ceil);
  const own = isCeiling ? ceilPads(operation.padding) : pads;
  if (own !== undefined && hasPads(own)) {
    args.push(python`padding=${slot('padding', pairText([own.top, own.left]))}`);
  }
  if (isCeiling) args.push(['ceil_mode=True']);
  if (operation.type === 'avgPool' && !operation.countIncludePad && own !== undefined && hasPads(own)) {
    args.push(['count_include_pad=False']);
  }
  return joined(args, ', ');
}

/** What ceil_mode adds at the end it adds by itself. */
function ceilPads(padding: Padding): Pads | undefined {
  return typeof padding === 'string' ? undefined : padding;
}

function poolCall(
  node: GraphNode,
  operation: Pool,
  x: Code,
  slot: (kind: SlotKind, value: string) => Slot,
  pads: Pads | undefined,
): Code {
  if (averagesOddly(operation, pads)) {
    const [size, strides] = [pairText(operation.poolSize), pairText(operation.strides)];
    return python`average_inside(${x}, ${size}, ${strides}, ${padText(pads)})`;
  }
  const name = node.operation.type === 'maxPool' ? 'max_pool2d' : 'avg_pool2d';
  return python`functional.${name}(${x}, ${poolArguments(operation, slot, pads)})`;
}

/** Whether an average leaves padding out of its divisor that PyTorch's window cannot have. */
function averagesOddly(operation: Pool, pads: Pads | undefined): pads is Pads {
  if (operation.type !== 'avgPool' || operation.countIncludePad || pads === undefined) return false;
  const [height, width] = operation.poolSize;
  return !(isEven(pads) && 2 * pads.top <= height && 2 * pads.left <= width);
}

/** A layer as a module of nn.Sequential; undefined where PyTorch has none for it. */
export function sequentialModule(node: GraphNode, owner: string, context: LayerContext): Code | undefined {
  const { operation } = node;
  if (padsFirst(node, context) !== undefined) return undefined;
  const slot = (kind: SlotKind, value: number | string): Slot => ({ kind, owner, value: String(value) });
  switch (operation.type) {
    case 'conv':
    case 'dense':
    case 'batchNorm':
    case 'subsample':
      return weightedModule(node, owner, context);
    case 'activation':
      switch (operation.function) {
        case 'relu':
          return ['nn.ReLU()'];
        case 'tanh':
          return ['nn.Tanh()'];
        case 'sigmoid':
          return ['nn.Sigmoid()'];
        case 'scaledTanh':
          return undefined;
      }
      break;
    case 'maxPool':
    case 'avgPool': {
      const pads = padsOf(node, context);
      if (averagesOddly(operation, pads)) return undefined;
      const name = operation.type === 'maxPool' ? 'MaxPool2d' : 'AvgPool2d';
      return python`nn.${name}(${poolArguments(operation, slot, pads)})`;
    }
    case 'globalAvgPool':
      return ['nn.AdaptiveAvgPool2d(1)'];
    case 'adaptiveAvgPool':
      return [`nn.AdaptiveAvgPool2d(${pairText(operation.outputSize)})`];
    case 'dropout':
      return python`nn.Dropout(${slot('rate', numberText(operation.rate))})`;
    case 'flatten':
      return context.isRowFirst(node.name) ? undefined : ['nn.Flatten()'];
    default:
  }
  return undefined;
}

/** The helpers that a layer needs. */
export function helperOf(node: GraphNode, context: LayerContext): Helper | undefined {
  const { operation } = node;
  switch (operation.type) {
    case 'conv':
      return operation.connections === undefined ? undefined : 'PartialConv2d';
    case 'subsample':
      return 'Subsample';
    case 'activation':
      return operation.function === 'scaledTanh' ? 'scaled_tanh' : undefined;
    case 'padShortcut':
      return 'pad_shortcut';
    case 'avgPool':
      return averagesOddly(operation, padsOf(node, context)) ? 'average_inside' : undefined;
    default:
      return undefined;
  }
}

/** Which layers give [batch, units]: fully connected ones, flattened maps, and what follows them. */
export function flatLayers(nodes: readonly GraphNode[]): ReadonlySet<string> {
  const flat = new Set<string>();
  for (const { name, operation, inputs } of nodes) {
    const isFlat = operation.type === 'dense' || operation.type === 'flatten';
    if (isFlat || (inputs.length > 0 && inputs.every((input) => flat.has(input)))) flat.add(name);
  }
  return flat;
}
