import { EngineFailure } from '#engine/engine-failure.ts';
import {
  type ExportedFile,
  type ExportedNet,
  evaluationWeights,
  fileStem,
  preprocessingOf,
} from '#engine/formats/exported-net.ts';
import { pyTorchTensors } from '#engine/formats/pytorch-tensors.ts';
import { modelProto } from './model-proto.ts';
import { onnxGraph } from './onnx-graph.ts';

/** What protobuf's readers take at most. */
const MOST_BYTES = 2 ** 31 - 1;

/**
 * The net in evaluation as an ONNX model of opset 17: 'input', [batch, channels, height, width], to 'logits', [batch,
 * classes], with a free batch.
 * @throws EngineFailure 'exportTooLarge'.
 */
export async function onnxFile(net: ExportedNet): Promise<ExportedFile> {
  const { graph, run } = net;
  const names = new Set(evaluationWeights(graph).map(({ name }) => name));
  const preprocessing = preprocessingOf(net);
  const model = modelProto(
    onnxGraph(graph, await pyTorchTensors(graph, net.take, names), {
      ...(preprocessing && { preprocessing: JSON.stringify(preprocessing) }),
      ...(run && { classes: JSON.stringify(run.data.classNames) }),
    }),
    net.appVersion,
  );
  if (model.sizeBytes > MOST_BYTES) {
    throw new EngineFailure('exportTooLarge', { neededBytes: model.sizeBytes, limitBytes: MOST_BYTES });
  }
  return { name: `${fileStem(net)}.onnx`, type: 'application/octet-stream', pieces: model.pieces };
}
