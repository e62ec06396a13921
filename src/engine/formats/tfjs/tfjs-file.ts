import {
  type ExportedFile,
  type ExportedNet,
  evaluationWeights,
  fileStem,
  preprocessingOf,
  textPiece,
  type Values,
} from '#engine/formats/exported-net.ts';
import type { NamedTensor } from '#engine/formats/tensors.ts';
import { type ZippedFile, zipped } from '#engine/formats/zip-file.ts';
import { layersModel } from './layers-model.ts';
import lrnSource from './local-response-normalization.js?raw';

/** As tfjs's own converter has it, for the caches of browsers. */
const SHARD_BYTES = 4 * 1024 * 1024;

/** model.json and its shards, for tf.loadLayersModel. */
export async function tfjsFile(net: ExportedNet): Promise<ExportedFile> {
  const { graph, run } = net;
  const values = new Map<string, Values>();
  for (const { name } of evaluationWeights(graph)) values.set(name, await net.take(name));
  const { topology, weights, needsLrn } = layersModel(graph, (name) => takeFrom(values, name));
  const shards = shardsOf(weights);
  const paths = shards.map((_, i) => `group1-shard${i + 1}of${shards.length}.bin`);
  const model = {
    format: 'layers-model',
    generatedBy: `CNN zoo ${net.appVersion}`,
    convertedBy: null,
    modelTopology: topology,
    userDefinedMetadata: {
      net: graph.id,
      preprocessing: preprocessingOf(net) ?? null,
      classes: run?.data.classNames ?? null,
    },
    weightsManifest: [
      { paths, weights: weights.map(({ name, shape }) => ({ name, shape, dtype: 'float32' })) },
    ],
  };
  const stem = `${fileStem(net)}-tfjs`;
  const files: ZippedFile[] = [
    { path: 'model.json', pieces: [textPiece(JSON.stringify(model))] },
    ...shards.map((pieces, i) => ({ path: paths[i] ?? '', pieces })),
    ...(needsLrn ? [{ path: 'local-response-normalization.js', pieces: [textPiece(lrnSource)] }] : []),
  ];
  return { name: `${stem}.zip`, type: 'application/zip', pieces: zipped(stem, files) };
}

function takeFrom(values: Map<string, Values>, name: string): Values {
  const found = values.get(name);
  if (found === undefined) throw new Error(`no weight ${name}`);
  values.delete(name);
  return found;
}

/** The tensors one after the other, cut into shards. */
function shardsOf(tensors: readonly NamedTensor[]): Uint8Array<ArrayBuffer>[][] {
  const shards: Uint8Array<ArrayBuffer>[][] = [[]];
  let room = SHARD_BYTES;
  for (const { bytes } of tensors) {
    for (let start = 0; start < bytes.length; ) {
      if (room === 0) {
        shards.push([]);
        room = SHARD_BYTES;
      }
      const piece = bytes.subarray(start, start + room);
      shards.at(-1)?.push(piece);
      start += piece.length;
      room -= piece.length;
    }
  }
  return shards;
}
