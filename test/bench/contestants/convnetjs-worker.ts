import convnetjs from 'convnetjs';
import {
  type ConvolutionTask,
  type NetTask,
  type PlainNode,
  paddingOf,
  type Task,
} from '#test/bench/task.ts';
import { answer } from './answer.ts';
import type { NotApplicable } from './contestant.ts';
import { randomImages } from './random-images.ts';

type LayerDefinition = Record<string, string | number>;

let step: (() => void) | undefined;

/** A chain of layers as ConvNetJS writes it, or all that it lacks for this net. */
function definitions({ graph, inputShape, numClasses }: NetTask): LayerDefinition[] | NotApplicable {
  const layers: LayerDefinition[] = [
    { type: 'input', out_sx: inputShape[1], out_sy: inputShape[0], out_depth: inputShape[2] },
  ];
  const lacking = new Set<string>();
  for (const node of graph.nodes) {
    const layer = definition(node);
    if (layer === undefined) lacking.add(node.operation.type);
    else if (node.name === graph.output) layers.push({ type: 'softmax', num_classes: numClasses });
    else if (layer !== 'none') layers.push(layer);
  }
  return lacking.size === 0 ? layers : { notApplicable: `ConvNetJS has no ${[...lacking].join(', ')}` };
}

function definition({ operation, padding }: PlainNode): LayerDefinition | 'none' | undefined {
  switch (operation.type) {
    case 'input':
    case 'flatten':
      return 'none';
    case 'conv':
      return {
        type: 'conv',
        sx: operation.kernelSize[0],
        filters: operation.filters,
        stride: operation.strides[0],
        pad: padding.top,
      };
    case 'maxPool':
      return { type: 'pool', sx: operation.poolSize[0], stride: operation.strides[0], pad: padding.top };
    case 'lrn': {
      const size = 2 * operation.depthRadius + 1;
      return { type: 'lrn', n: size, k: operation.bias, alpha: operation.alpha * size, beta: operation.beta };
    }
    case 'dropout':
      return { type: 'dropout', drop_prob: operation.rate };
    case 'dense':
      // At the output its softmax layer brings the matrix.
      return { type: 'fc', num_neurons: operation.units };
    case 'activation':
      return operation.function === 'relu' ? { type: 'relu' } : undefined;
    default:
      return undefined;
  }
}

function trainingStep(task: NetTask): (() => void) | NotApplicable {
  const layers = definitions(task);
  if (!Array.isArray(layers)) return layers;
  const net = new convnetjs.Net();
  net.makeLayers(layers);
  const trainer = new convnetjs.SGDTrainer(net, {
    method: 'sgd',
    learning_rate: task.learningRate,
    momentum: task.momentum,
    batch_size: task.batchSize,
    l2_decay: 0,
  });
  const { pixels, labels } = randomImages(task);
  const [height, width, channels] = task.inputShape;
  const size = height * width * channels;
  const images = Array.from({ length: task.batchSize }, (_, i) => {
    const volume = new convnetjs.Vol(width, height, channels, 0);
    for (let j = 0; j < size; j++) volume.w[j] = pixels[i * size + j]! / 128 - 1;
    return volume;
  });
  // It updates the weights after every batch_size images.
  return () => images.forEach((image, i) => void trainer.train(image, labels[i]!));
}

/**
 * Its layer takes one image after the other; here the same one. `backward` gives both gradients together, so that
 * it is what either of them costs.
 */
function convolution(task: ConvolutionTask): (() => void) | NotApplicable {
  const { batchSize, side, inChannels, outChannels, kernel, stride, direction } = task;
  const [rows, columns] = paddingOf(task);
  if (rows !== columns) return { notApplicable: 'ConvNetJS pads rows and columns alike' };
  const layer = new convnetjs.ConvLayer({
    in_sx: side,
    in_sy: side,
    in_depth: inChannels,
    sx: kernel[1],
    sy: kernel[0],
    filters: outChannels,
    stride,
    pad: rows,
  });
  // Without a value to fill it, a volume is filled at random.
  const image = new convnetjs.Vol(side, side, inChannels);
  const output = layer.forward(image, true);
  output.dw.set(new convnetjs.Vol(output.sx, output.sy, output.depth).w);
  const run = direction === 'forward' ? () => void layer.forward(image, true) : () => layer.backward();
  return () => {
    for (let i = 0; i < batchSize; i++) run();
  };
}

function prepare(task: Task): NotApplicable | undefined {
  if (task.kind === 'product') return { notApplicable: 'ConvNetJS has no matrix product' };
  const prepared = task.kind === 'net' ? trainingStep(task) : convolution(task);
  if (typeof prepared !== 'function') return prepared;
  step = prepared;
  step();
  return undefined;
}

answer({
  start: () => undefined,
  prepare,
  time: (repeats: number) =>
    Array.from({ length: repeats }, () => {
      const start = performance.now();
      step!();
      return performance.now() - start;
    }),
});
