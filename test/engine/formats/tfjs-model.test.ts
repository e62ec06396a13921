import * as tf from '@tensorflow/tfjs';
import { unzipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { countOf } from '#engine/formats/tensors.ts';
import { LRN_LAYER, layersModel } from '#engine/formats/tfjs/layers-model.ts';
import { register } from '#engine/formats/tfjs/local-response-normalization.js';
import { tfjsFile } from '#engine/formats/tfjs/tfjs-file.ts';
import { architectures, buildGraph } from '#models/registry.ts';
import { weightsOf } from '#models/weights.ts';
import { useBackend } from '#test/engine/backends.ts';
import { contentOf, EXPORTED, exportable, relativeError } from './exported-nets.ts';

interface ModelJson {
  readonly modelTopology: {
    readonly config: { readonly layers: readonly { readonly class_name: string }[] };
  };
  readonly weightsManifest: tf.io.WeightsManifestConfig;
}

/** The files of the zip as tf.loadLayersModel finds them on a server. */
function handlerOf(content: Uint8Array): tf.io.IOHandler & { readonly model: ModelJson } {
  const files = new Map(
    Object.entries(unzipSync(content)).map(([path, bytes]) => [path.split('/').at(-1)!, bytes]),
  );
  const model = JSON.parse(new TextDecoder().decode(files.get('model.json'))) as ModelJson;
  const paths = model.weightsManifest.flatMap((group) => group.paths);
  return {
    model,
    load: async () => ({
      modelTopology: model.modelTopology,
      weightSpecs: model.weightsManifest.flatMap((group) => group.weights),
      weightData: Uint8Array.from(Buffer.concat(paths.map((path) => files.get(path)!))).buffer,
    }),
  };
}

describe('an exported TensorFlow.js model', () => {
  beforeAll(async () => {
    await useBackend('wasm');
    register(tf);
  });

  it.each(EXPORTED)('of %s loads as layers of tfjs and gives the logits of the net', async (_, graph) => {
    const { net, images, logits } = await exportable(graph());
    const handler = handlerOf(contentOf(await tfjsFile(net)));
    const model = await tf.loadLayersModel(handler);
    const found = tf.tidy(() => model.predict(images) as tf.Tensor);
    expect(found.shape).toEqual([3, net.graph.numClasses]);
    expect(relativeError(await found.data(), logits)).toBeLessThan(1e-4);
    tf.dispose([found, images]);
    model.dispose();
  });

  it('has layers of tfjs alone, but for response normalisation, for every net of the zoo', () => {
    const known = tf.serialization.SerializationMap.getMap().classNameMap;
    const without = new Set<string>();
    for (const { id, classroom } of architectures) {
      const graph = buildGraph(id, { ...classroom, width: 0.05 });
      const sizes = new Map(weightsOf(graph).map(({ name, shape }) => [name, countOf(shape)]));
      const { topology } = layersModel(graph, (name) => new Float32Array(sizes.get(name)!));
      const { layers } = (topology as ModelJson['modelTopology']).config;
      for (const { class_name } of layers) {
        if (class_name === LRN_LAYER) without.add(id);
        else expect(known, id).toHaveProperty(class_name);
      }
    }
    expect([...without]).toEqual(['alexnet', 'alexnet_two_groups', 'zfnet', 'zfnet_wide', 'googlenet']);
  });
});
