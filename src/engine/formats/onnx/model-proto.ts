import type { NamedTensor, TensorType } from '#engine/formats/tensors.ts';
import { lookUp } from '#models/lookup.ts';
import { Message } from './message.ts';

/** The messages of ONNX that a net needs, by the numbers of their fields in onnx.proto (IR version 8). */

const IR_VERSION = 8;
/** https://onnx.ai/onnx/operators of this version; every operator used here has been the same since. */
export const OPSET = 17;

const FLOAT = 1;
const TYPES: Partial<Record<TensorType, number>> = { F32: FLOAT, I64: 7 };

export type Attribute = number | readonly number[] | { readonly float: number };

export interface OnnxNode {
  readonly name: string;
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

export type OnnxTensor = Omit<NamedTensor, 'name'>;

export interface OnnxGraph {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly tensors: ReadonlyMap<string, OnnxTensor>;
  /** Of one example; the batch is free. */
  readonly input: { readonly name: string; readonly shape: readonly number[] };
  readonly output: { readonly name: string; readonly shape: readonly number[] };
  readonly metadata: Readonly<Record<string, string>>;
}

/** A model as the pieces of its file. */
export function modelProto(graph: OnnxGraph, producerVersion: string): Message {
  const model = new Message()
    .whole(1, IR_VERSION)
    .text(2, 'cnn-zoo')
    .text(3, producerVersion)
    .message(7, graphProto(graph))
    .message(8, new Message().text(1, '').whole(2, OPSET));
  for (const [key, value] of Object.entries(graph.metadata)) {
    model.message(14, new Message().text(1, key).text(2, value));
  }
  return model;
}

function graphProto({ name, nodes, tensors, input, output }: OnnxGraph): Message {
  const graph = new Message();
  for (const node of nodes) graph.message(1, nodeProto(node));
  graph.text(2, name);
  for (const [tensorName, tensor] of tensors) graph.message(5, tensorProto(tensorName, tensor));
  return graph.message(11, valueProto(input)).message(12, valueProto(output));
}

function nodeProto({ name, operator, inputs, output, attributes = {} }: OnnxNode): Message {
  const node = new Message();
  for (const input of inputs) node.text(1, input);
  node.text(2, output).text(3, name).text(4, operator);
  for (const [key, value] of Object.entries(attributes)) node.message(5, attributeProto(key, value));
  return node;
}

function attributeProto(name: string, value: Attribute): Message {
  const attribute = new Message().text(1, name);
  if (typeof value === 'number') return attribute.whole(3, value).whole(20, 2);
  if ('float' in value) return attribute.float(2, value.float).whole(20, 1);
  for (const whole of value) attribute.whole(8, whole);
  return attribute.whole(20, 7);
}

function tensorProto(name: string, { type, shape, bytes }: OnnxTensor): Message {
  return new Message()
    .wholes(1, shape)
    .whole(2, lookUp(new Map(Object.entries(TYPES)), type))
    .text(8, name)
    .bytes(9, bytes);
}

function valueProto({ name, shape }: OnnxGraph['input']): Message {
  const dimensions = new Message().message(1, new Message().text(2, 'batch'));
  for (const side of shape) dimensions.message(1, new Message().whole(1, side));
  const tensor = new Message().whole(1, FLOAT).message(2, dimensions);
  return new Message().text(1, name).message(2, new Message().message(1, tensor));
}
