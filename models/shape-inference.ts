import { formatShape, GraphError, type Operation, type Padding, type Pair, type Shape } from './graph.ts';

/** Rows before and after along one axis, for a window of `size` at `stride` over `input`. */
export function axisPadding(
  padding: Padding,
  axis: 'height' | 'width',
  input: number,
  size: number,
  stride: number,
  ceil = false,
): { readonly before: number; readonly after: number; readonly output: number } {
  if (padding === 'same') {
    const output = Math.ceil(input / stride);
    const total = Math.max((output - 1) * stride + size - input, 0);
    return { before: Math.floor(total / 2), after: Math.ceil(total / 2), output };
  }
  const [before, after] =
    padding === 'valid'
      ? [0, 0]
      : axis === 'height'
        ? [padding.top, padding.bottom]
        : [padding.left, padding.right];
  const span = input + before + after - size;
  if (!ceil) return { before, after, output: span < 0 ? 0 : Math.floor(span / stride) + 1 };
  let output = Math.max(0, Math.ceil(span / stride) + 1);
  // As Caffe and PyTorch do: no window may start beyond the input and its leading padding.
  if ((output - 1) * stride >= input + before) output -= 1;
  return { before, after: Math.max(after, (output - 1) * stride + size - input - before), output };
}

function windowOutput(
  layer: string,
  input: Shape,
  size: Pair,
  strides: Pair,
  padding: Padding,
  ceil: boolean,
): Pair {
  for (const value of [...size, ...strides]) {
    if (!Number.isInteger(value) || value < 1) {
      throw new GraphError(layer, `window and stride must be whole numbers of at least 1, found ${value}`);
    }
  }
  const height = axisPadding(padding, 'height', input[0], size[0], strides[0], ceil).output;
  const width = axisPadding(padding, 'width', input[1], size[1], strides[1], ceil).output;
  if (height < 1 || width < 1) {
    throw new GraphError(
      layer,
      `the input ${formatShape(input)} is too small for a ${size.join('x')} window at stride ${strides.join('x')}`,
    );
  }
  return [height, width];
}

function requireEqual(layer: string, inputs: readonly Shape[], what: string, from: number, to: number): void {
  const [first, ...others] = inputs;
  for (const other of others) {
    if (first?.slice(from, to).some((value, i) => value !== other.slice(from, to)[i])) {
      throw new GraphError(layer, `${what} do not match: ${inputs.map(formatShape).join(' and ')}`);
    }
  }
}

/** The output shape of one operation; throws a GraphError that names the layer and the shapes. */
export function inferShape(layer: string, operation: Operation, inputs: readonly Shape[]): Shape {
  const [input] = inputs;
  if (input === undefined) throw new GraphError(layer, 'has no input');
  const merges = operation.type === 'concat' || operation.type === 'add';
  if (!merges && inputs.length !== 1) throw new GraphError(layer, `takes one input, found ${inputs.length}`);
  switch (operation.type) {
    case 'input':
    case 'activation':
    case 'batchNorm':
    case 'dropout':
    case 'lrn':
      return input;
    case 'conv': {
      const { groups, filters, connections } = operation;
      if (!Number.isInteger(filters) || filters < 1) {
        throw new GraphError(layer, `filters must be a whole number of at least 1, found ${filters}`);
      }
      if (input[2] % groups !== 0 || filters % groups !== 0) {
        throw new GraphError(
          layer,
          `${groups} groups divide neither or only one of ${input[2]} input channels and ${filters} filters`,
        );
      }
      if (connections !== undefined) {
        if (connections.length !== filters || groups !== 1) {
          throw new GraphError(
            layer,
            `the connection table has ${connections.length} rows for ${filters} filters`,
          );
        }
        const outside = connections.flat().find((channel) => !(channel >= 0 && channel < input[2]));
        if (outside !== undefined) {
          throw new GraphError(layer, `the connection table names channel ${outside} of ${input[2]}`);
        }
      }
      const { kernelSize, strides, padding } = operation;
      return [...windowOutput(layer, input, kernelSize, strides, padding, false), filters];
    }
    case 'maxPool':
      return [
        ...windowOutput(
          layer,
          input,
          operation.poolSize,
          operation.strides,
          operation.padding,
          operation.ceil,
        ),
        input[2],
      ];
    case 'avgPool':
      return [
        ...windowOutput(layer, input, operation.poolSize, operation.strides, operation.padding, false),
        input[2],
      ];
    case 'subsample':
      return [
        ...windowOutput(layer, input, operation.poolSize, operation.poolSize, 'valid', false),
        input[2],
      ];
    case 'adaptiveAvgPool':
      return [...operation.outputSize, input[2]];
    case 'globalAvgPool':
      return [1, 1, input[2]];
    case 'flatten':
      return [1, 1, input[0] * input[1] * input[2]];
    case 'dense':
      if (input[0] !== 1 || input[1] !== 1) {
        throw new GraphError(layer, `takes a flat vector, found ${formatShape(input)}: flatten it first`);
      }
      if (!Number.isInteger(operation.units) || operation.units < 1) {
        throw new GraphError(layer, `units must be a whole number of at least 1, found ${operation.units}`);
      }
      return [1, 1, operation.units];
    case 'concat':
      requireEqual(layer, inputs, 'heights and widths', 0, 2);
      return [input[0], input[1], inputs.reduce((sum, shape) => sum + shape[2], 0)];
    case 'add':
      if (inputs.length !== 2) throw new GraphError(layer, `adds two inputs, found ${inputs.length}`);
      requireEqual(layer, inputs, 'shapes', 0, 3);
      return input;
    case 'padShortcut':
      return [
        Math.ceil(input[0] / operation.strides[0]),
        Math.ceil(input[1] / operation.strides[1]),
        input[2] + operation.zeroChannels,
      ];
  }
}
