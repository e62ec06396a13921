import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildModel } from '#engine/model/build-model.ts';
import { Random } from '#engine/random.ts';
import { around, type Graph, type Operation, type Shape, ZERO } from '#models/graph.ts';
import { inferShape } from '#models/shape-inference.ts';
import { useBackend } from '#test/engine/backends.ts';
import reference from '#test/reference/layers.json' with { type: 'json' };

interface Expected {
  readonly shape: readonly number[];
  readonly output: readonly number[];
  readonly inputGradient: readonly number[];
  readonly kernelGradient?: readonly number[];
}

const CONV = {
  type: 'conv',
  kernelSize: [3, 3],
  padding: around(1),
  useBias: false,
  kernelInitializer: ZERO,
  biasInitializer: ZERO,
} as const;
const MAX_POOL = { type: 'maxPool', poolSize: [3, 3], strides: [2, 2] } as const;
const AVERAGE = { type: 'avgPool', poolSize: [3, 3], strides: [1, 1], padding: around(1) } as const;

const CASES: Record<keyof typeof reference.cases, { batch: number; input: Shape; operation: Operation }> = {
  groupedConvolution: {
    batch: 2,
    input: [5, 5, 4],
    operation: { ...CONV, filters: 6, strides: [1, 1], groups: 2 },
  },
  stridedConvolution: {
    batch: 2,
    input: [6, 6, 2],
    operation: { ...CONV, filters: 3, strides: [2, 2], groups: 1 },
  },
  responseNormalisation: {
    batch: 1,
    input: [3, 3, 8],
    operation: { type: 'lrn', depthRadius: 2, bias: 2, alpha: 0.3, beta: 0.75 },
  },
  adaptiveAverage: {
    batch: 1,
    input: [14, 14, 2],
    operation: { type: 'adaptiveAvgPool', outputSize: [4, 4] },
  },
  ceilMaximum: { batch: 2, input: [6, 6, 2], operation: { ...MAX_POOL, padding: 'valid', ceil: true } },
  paddedMaximum: { batch: 2, input: [6, 6, 2], operation: { ...MAX_POOL, padding: around(1), ceil: false } },
  paddedAverage: { batch: 1, input: [5, 5, 2], operation: { ...AVERAGE, countIncludePad: true } },
  averageOfInside: { batch: 1, input: [5, 5, 2], operation: { ...AVERAGE, countIncludePad: false } },
  stridedAverageOfInside: {
    batch: 1,
    input: [6, 6, 2],
    operation: { ...AVERAGE, strides: [2, 2], countIncludePad: false },
  },
  padShortcut: {
    batch: 2,
    input: [5, 5, 2],
    operation: { type: 'padShortcut', strides: [2, 2], zeroChannels: 3, before: 0 },
  },
  padShortcutOnBothSides: {
    batch: 1,
    input: [5, 5, 2],
    operation: { type: 'padShortcut', strides: [2, 2], zeroChannels: 3, before: 1 },
  },
};

function wave(shape: number[], value: (index: number) => number): tf.Tensor {
  return tf.tensor(
    Array.from({ length: tf.util.sizeFromShape(shape) }, (_, i) => value(i)),
    shape,
  );
}

/** A net of one layer. */
function graphOf(operation: Operation, inputShape: Shape): Graph {
  return {
    id: 'layer',
    inputShape,
    numClasses: 2,
    adapted: false,
    nodes: [
      { name: 'input', operation: { type: 'input' }, inputs: [], shape: inputShape },
      { name: 'layer', operation, inputs: ['input'], shape: inferShape('layer', operation, [inputShape]) },
    ],
    output: 'layer',
    auxiliaryOutputs: [],
  };
}

function expectClose(found: tf.Tensor, expected: readonly number[], what: string): void {
  const values = [...found.dataSync()];
  expect(values.length, what).toBe(expected.length);
  for (const [i, value] of values.entries()) expect(value, `${what} ${i}`).toBeCloseTo(expected[i]!, 4);
}

describe.each(['wasm', 'cpu'] as const)('on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  it.each(Object.entries(CASES))('%s gives the outputs and the gradients of PyTorch', (name, one) => {
    const expected: Expected = reference.cases[name as keyof typeof CASES];
    const tensors = tf.memory().numTensors;
    const built = buildModel(graphOf(one.operation, one.input), new Random(1));
    tf.tidy(() => {
      const x = wave([one.batch, ...one.input], (i) => Math.abs(Math.sin(0.7 * i + 0.3)));
      const variables = [...built.weights.values()].map(({ variable }) => variable);
      for (const kernel of variables) kernel.assign(wave(kernel.shape, (i) => Math.cos(1.3 * i)));
      const forward = (input: tf.Tensor) => built.model.apply(input) as tf.Tensor;
      const output = forward(x);
      expect(output.shape).toEqual(expected.shape);
      expectClose(output, expected.output, 'output');
      const score = (y: tf.Tensor) =>
        tf.sum(
          tf.mul(
            y,
            wave(y.shape, (i) => Math.cos(0.9 * i)),
          ),
        ) as tf.Scalar;
      expectClose(
        tf.grad((input: tf.Tensor) => score(forward(input)))(x),
        expected.inputGradient,
        'input gradient',
      );
      if (expected.kernelGradient === undefined) return;
      const { grads } = tf.variableGrads(() => score(forward(x)), variables);
      expectClose(grads[variables[0]!.name]!, expected.kernelGradient, 'kernel gradient');
    });
    built.dispose();
    expect(tf.memory().numTensors).toBe(tensors);
  });
});
