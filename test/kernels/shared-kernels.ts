import * as tf from '@tensorflow/tfjs';
import { batchNormTraining } from '#kernels/batch-normalisation.ts';
import { updateInPlace, type WeightUpdate } from '#kernels/weight-update.ts';
import { convolutionCases, describeCase } from './convolution-cases.ts';

/** Reproducible on any backend and thread; -1 to 1. */
const random = (shape: number[], seed: number) => tf.randomUniform(shape, -1, 1, 'float32', seed);

type Computation = () => tf.Tensor[];

const updates: [WeightUpdate, slots: number][] = [
  [{ rule: 'sgd', rate: 0.1, decay: 0.01 }, 0],
  [{ rule: 'nesterov', rate: 0.1, decay: 0.01, momentum: 0.9 }, 1],
  [{ rule: 'rmsprop', rate: 0.1, decay: 0.01, decayRate: 0.9, epsilon: 1e-3 }, 1],
  [{ rule: 'adam', rate: 0.1, decay: 0, beta1: 0.9, beta2: 0.99, epsilon: 1e-3, keep: 0.98 }, 2],
];

function convolutions(): [string, Computation][] {
  const larger = [
    ...convolutionCases,
    // Enough pixels for a filter's gradient to be summed in several parts; fewer images than parts.
    { input: [5, 23, 19, 5], filter: [3, 3, 5, 11], strides: 1, padding: 'same' },
    { input: [2, 41, 40, 4], filter: [3, 2, 4, 8], strides: 1, padding: 'valid' },
    { input: [9, 20, 20, 3], filter: [5, 5, 3, 16], strides: 2, padding: 'same' },
  ] as typeof convolutionCases;
  return larger.map((example) => {
    const { input, filter, strides, padding } = example;
    const convolve = (x: tf.Tensor, w: tf.Tensor) =>
      tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, strides, padding);
    return [
      `convolution ${describeCase(example)}`,
      () => {
        const x = random(input, 1);
        const w = random(filter, 2);
        const y = convolve(x, w);
        const dy = random(y.shape, 3);
        const [dx, dw] = tf.grads((a, b) => convolve(a!, b!).mul(dy).sum())([x, w]);
        return [y, dx!, dw!];
      },
    ];
  });
}

function products(): [string, Computation][] {
  return [
    [1, 1, 1],
    [7, 300, 33],
    [128, 17, 10],
    [3, 40, 400],
  ].flatMap(([rows, terms, columns]) =>
    [false, true].flatMap((transposeA) =>
      [false, true].map((transposeB): [string, Computation] => [
        `product ${rows} by ${terms} by ${columns}, transposed ${transposeA} ${transposeB}`,
        () => {
          const a = random(transposeA ? [terms!, rows!] : [rows!, terms!], 1);
          const b = random(transposeB ? [columns!, terms!] : [terms!, columns!], 2);
          const plain = tf.matMul(a, b, transposeA, transposeB);
          const fused = tf.fused.matMul({
            a: a as tf.Tensor2D,
            b: b as tf.Tensor2D,
            transposeA,
            transposeB,
            bias: random([columns!], 3),
            activation: 'relu',
          });
          return [plain, fused];
        },
      ]),
    ),
  );
}

function normalisations(): [string, Computation][] {
  const shapes = [
    [1, 1, 1, 3],
    [5, 3, 3, 7],
    [3, 20, 20, 16],
    [2, 31, 17, 38],
  ];
  return shapes.map((shape) => [
    `normalisations and sums of ${shape.join('x')}`,
    () => {
      const x = random(shape, 1).add(100);
      const [gamma, beta, dy] = [random(shape.slice(-1), 2), random(shape.slice(-1), 3), random(shape, 4)];
      const { y, mean, variance } = batchNormTraining(x, gamma, beta, 1e-3);
      const gradients = tf.grads((...[a, b, c]) => batchNormTraining(a!, b!, c!, 1e-3).y.mul(dy).sum())([
        x,
        gamma,
        beta,
      ]);
      const respond = (v: tf.Tensor) => (v as tf.Tensor4D).localResponseNormalization(2, 1, 0.5, 0.75);
      const responses = [respond(dy), tf.grad((v) => respond(v).mul(x).sum())(dy)];
      return [y, mean, variance, ...gradients, ...responses, tf.sum(dy, [0, 1, 2])];
    },
  ]);
}

function poolings(): [string, Computation][] {
  const pools = { maxPool: tf.maxPool, avgPool: tf.avgPool };
  return Object.entries(pools).flatMap(([name, pool]) =>
    [1, 3, 10].map((batch): [string, Computation] => [
      `${name} of ${batch} images`,
      () => {
        const x = random([batch, 13, 11, 6], 1);
        const gradients = ([2, 3] as const).map((size) =>
          tf.grad((v) =>
            pool(v as tf.Tensor4D, size, 2, size === 2 ? 'valid' : 'same')
              .square()
              .sum(),
          )(x),
        );
        return [pool(x as tf.Tensor4D, 3, 2, 'same'), ...gradients];
      },
    ]),
  );
}

function weightUpdates(): [string, Computation][] {
  return updates.flatMap(([update, slotCount]) =>
    [1, 1023, 5001].map((size): [string, Computation] => [
      `update of ${size} weights by ${update.rule}`,
      () => {
        const [weight, gradient, ...slots] = Array.from({ length: 2 + slotCount }, (_, i) =>
          random([size], i + 1).abs(),
        );
        if (!updateInPlace(update, weight!, gradient!, slots)) throw new Error('Not updated in place.');
        return [weight!, ...slots];
      },
    ]),
  );
}

function joins(): [string, Computation][] {
  return [[1], [5, 3], [3, 9, 7, 6]].map((shape) => [
    `joining and parting of ${shape.join('x')}`,
    () => {
      const joined = tf.concat([random(shape, 1), random(shape, 2), random(shape, 3)], -1);
      const last = shape.at(-1)!;
      return [joined, ...tf.split(joined, [last, 2 * last], -1)];
    },
  ]);
}

function elementwise(): [string, Computation][] {
  return [1, 1025, 5000].map((size) => [
    `sum and ReLU of ${size}`,
    () => {
      const [a, b] = [random([size], 1), random([size], 2)];
      return [tf.add(a, b), tf.relu(a), tf.grad((x) => tf.relu(x).mul(b).sum())(a)];
    },
  ]);
}

/** Results of every kernel that threads share, by what was computed; each leaves no tensor. */
export function computeAll(): Map<string, Float32Array> {
  const computations = [
    ...convolutions(),
    ...products(),
    ...normalisations(),
    ...poolings(),
    ...joins(),
    ...elementwise(),
    ...weightUpdates(),
  ];
  return new Map(
    computations.map(([name, compute]) => {
      const outputs = tf.tidy(() => tf.concat(compute().map((tensor) => tensor.flatten())));
      const numbers = Float32Array.from(outputs.dataSync());
      outputs.dispose();
      return [name, numbers];
    }),
  );
}
