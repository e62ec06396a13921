import { InferenceSession, Tensor } from 'onnxruntime-web';
import { beforeAll, describe, expect, it } from 'vitest';
import { onnxFile } from '#engine/formats/onnx/onnx-file.ts';
import { useBackend } from '#test/engine/backends.ts';
import { channelsFirst, contentOf, EXPORTED, exportable, relativeError } from './exported-nets.ts';

describe('an exported ONNX model', () => {
  beforeAll(() => useBackend('wasm'));

  it.each(EXPORTED)('of %s gives in ONNX Runtime the logits of the net', async (_, graph) => {
    const { net, images, logits } = await exportable(graph());
    const session = await InferenceSession.create(contentOf(await onnxFile(net)));
    expect([session.inputNames, session.outputNames]).toEqual([['input'], ['logits']]);
    const [height, width, channels] = net.graph.inputShape;
    const input = new Tensor('float32', channelsFirst(images), [3, channels, height, width]);
    const { logits: found } = await session.run({ input });
    images.dispose();
    await session.release();
    expect(found!.dims).toEqual([3, net.graph.numClasses]);
    expect(relativeError((await found!.getData()) as Float32Array, logits)).toBeLessThan(1e-4);
  });
});
