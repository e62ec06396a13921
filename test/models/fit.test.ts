import { describe, expect, it } from 'vitest';
import { estimateMemory } from '#models/memory/estimate.ts';
import {
  evaluationBatchSize,
  type Form,
  judgeFit,
  type MemoryLimits,
  suggestForm,
  WASM_ADDRESSABLE_BYTES,
} from '#models/memory/fit.ts';
import { buildGraph } from '#models/registry.ts';

const GIB = 2 ** 30;
const wasm: MemoryLimits = {
  backend: 'wasm',
  addressableBytes: WASM_ADDRESSABLE_BYTES,
  deviceBytes: 8 * GIB,
};
const webgl = (maxTextureSize: number): MemoryLimits => ({
  backend: 'webgl',
  maxTextureSize,
  deviceBytes: 64 * GIB,
});

describe('whether a net fits', () => {
  it('says yes to LeNet-5 and no to VGG-16 with 256 images of 224 pixels on WASM', () => {
    expect(judgeFit(buildGraph('lenet5'), 128, 'adam', wasm).verdict).toBe('fits');
    const large = judgeFit(buildGraph('vgg16'), 256, 'momentum', wasm);
    expect(large.verdict).toBe('tooLarge');
    expect(large.estimate.training).toBeGreaterThan(large.limitBytes);
    expect(large.limitBytes).toBeLessThanOrEqual(4 * GIB);
  });

  it('calls a net tight when a computer of this size may not have the memory, which nobody knows', () => {
    const graph = buildGraph('resnet50');
    expect(judgeFit(graph, 10, 'momentum', { ...wasm, deviceBytes: 4 * GIB }).verdict).toBe('tight');
    expect(judgeFit(graph, 10, 'momentum', wasm).verdict).toBe('fits');
    expect(judgeFit(graph, 10, 'momentum', { backend: 'cpu' }).verdict).toBe('tight');
  });

  it('refuses what is far beyond the computer on every backend, not what a large graphics card may hold', () => {
    const graph = buildGraph('inception_v4');
    const judged = (batchSize: number, deviceGiB?: number) =>
      judgeFit(graph, batchSize, 'rmsprop', {
        backend: 'webgl',
        maxTextureSize: 16_384,
        ...(deviceGiB === undefined ? {} : { deviceBytes: deviceGiB * GIB }),
      });
    // 64 images take some 57 GiB of textures, 24 images 22.
    expect(judged(64, 8)).toMatchObject({ verdict: 'tooLarge', limitedBy: 'computer', limitBytes: 32 * GIB });
    expect(judged(64).verdict).toBe('tooLarge');
    // A browser says 8 GiB for all that have more, and 32 at most: a card in such a computer may have 32.
    expect(judged(24, 8).verdict).toBe('tight');
    expect(judged(24, 32).verdict).toBe('tight');
    // One of 4 GiB has no such card.
    expect(judged(24, 4)).toMatchObject({ verdict: 'tooLarge', limitBytes: 8 * GIB });
    const onWasm = judgeFit(graph, 64, 'rmsprop', wasm);
    expect(onWasm).toMatchObject({ verdict: 'tooLarge', limitedBy: 'addresses' });
  });

  it('names the first fully connected layer of VGG-16, whose 102,760,448 weights fill no texture of side 8,192 but one of 16,384', () => {
    const graph = buildGraph('vgg16');
    const { verdict, largeTensor } = judgeFit(graph, 1, 'sgd', webgl(8192));
    expect(verdict).toBe('tooLarge');
    expect(largeTensor).toEqual({
      layer: 'classifier.0',
      kind: 'kernel',
      bytes: 4 * 102_760_448,
      limitBytes: 4 * 8192 ** 2,
    });
    expect(judgeFit(graph, 1, 'sgd', webgl(16_384)).largeTensor).toBeUndefined();
  });

  it('finds the map that a large batch makes too large for a texture', () => {
    // 128 maps of 224 x 224 x 64 are 411 million floats; a texture of side 16,384 holds 268 million.
    const { largeTensor } = judgeFit(buildGraph('vgg16'), 128, 'sgd', webgl(16_384));
    expect(largeTensor).toMatchObject({ kind: 'activation', limitBytes: 4 * GIB });
    expect(largeTensor!.layer).toMatch(/^features\.[0-3]$/);
  });
});

describe('the suggested form', () => {
  const draw = (id: string) => (form: Form) => buildGraph(id, form);
  const paper: Form = { batchSize: 256, width: 1, stem: 'paper' };

  it('is the largest power of two of images that fits, with the net as it is', () => {
    const found = suggestForm(paper, draw('resnet50'), 'momentum', wasm)!;
    expect(found).toMatchObject({ width: 1, stem: 'paper' });
    expect(Math.log2(found.batchSize) % 1).toBe(0);
    const verdict = (batchSize: number) =>
      judgeFit(buildGraph('resnet50'), batchSize, 'momentum', wasm).verdict;
    expect(verdict(found.batchSize)).toBe('fits');
    expect(verdict(2 * found.batchSize)).not.toBe('fits');
  });

  it('narrows a net that does not fit with eight images', () => {
    // Weights, two slots and gradients of VGG-19 alone are 2.3 GB.
    const found = suggestForm({ ...paper, batchSize: 64 }, draw('vgg19'), 'adam', {
      ...wasm,
      deviceBytes: 4 * GIB,
    })!;
    expect(found.width).toBe(1 / 2);
    expect(found.batchSize).toBeGreaterThanOrEqual(8);
  });

  it('is a smaller input, where the input is free, rather than a narrower net', () => {
    // 25,088 x 4,096 weights of the first fully connected layer of VGG-16 fill no texture of side 8,192; at half the
    // input they are 4,608 x 4,096.
    const form: Form = { ...paper, batchSize: 8, input: [224, 224] };
    const drawVgg = ({ input, ...others }: Form) =>
      buildGraph('vgg16', { ...others, inputShape: [...input!, 3] });
    const limits = webgl(8192);
    expect(suggestForm(form, drawVgg, 'sgd', limits, { smallestInput: 32 })).toEqual({
      ...form,
      input: [112, 112],
    });
    expect(suggestForm(form, drawVgg, 'sgd', limits, { smallestInput: 113 })).toEqual({
      ...form,
      width: 1 / 2,
    });
    expect(suggestForm(form, drawVgg, 'sgd', limits)).toEqual({ ...form, width: 1 / 2 });
  });

  it('takes the other first layers where neither a smaller batch nor width helps', () => {
    // With stride 1, conv1 of ResNet-18 gives 224 x 224 x 4 floats an image at this width, with stride 2 a quarter.
    const limits: MemoryLimits = { backend: 'webgpu', maxBufferBytes: 4 * 160_000 };
    const form: Form = { batchSize: 4, width: 1 / 16, stem: 'small' };
    expect(suggestForm(form, draw('resnet18'), 'sgd', limits, { stems: ['paper', 'small'] })).toEqual({
      ...form,
      batchSize: 1,
      stem: 'paper',
    });
    expect(suggestForm(form, draw('resnet18'), 'sgd', limits)).toBeUndefined();
  });

  it('keeps the set-up that fits already, and finds none where nothing can fit', () => {
    const form: Form = { batchSize: 20, width: 1, stem: 'paper' };
    expect(suggestForm(form, draw('lenet5'), 'adam', wasm)).toEqual(form);
    expect(suggestForm(form, draw('lenet5'), 'adam', webgl(4))).toBeUndefined();
  });
});

describe('the batch of an evaluation', () => {
  it('is 256 images of LeNet-5, and no more images of VGG-16 than training has memory for', () => {
    expect(evaluationBatchSize(buildGraph('lenet5'), 0, 'adam', wasm)).toBe(256);
    const vgg = buildGraph('vgg16');
    const { training } = estimateMemory(vgg, { batchSize: 4, optimizer: 'momentum', backend: 'wasm' });
    const batchSize = evaluationBatchSize(vgg, training, 'momentum', wasm);
    expect(batchSize).toBeLessThan(256);
    expect(batchSize).toBeGreaterThanOrEqual(4);
    const options = { optimizer: 'momentum', backend: 'wasm' } as const;
    expect(estimateMemory(vgg, { ...options, batchSize }).evaluation).toBeLessThanOrEqual(
      estimateMemory(vgg, { ...options, batchSize: 4 }).training,
    );
  });
});
