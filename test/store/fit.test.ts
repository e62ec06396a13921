import { describe, expect, it } from 'vitest';
import { judgeFit, WASM_ADDRESSABLE_BYTES } from '#models/memory/fit.ts';
import { buildGraph, findArchitecture } from '#models/registry.ts';
import type { BackendInfo } from '#protocol/backend.ts';
import { fitOf, fittingForm, fittingNet, freeForm, inForm } from '#store/fit.ts';
import type { Images } from '#store/images.ts';
import { publishedForm } from '#store/net-form.ts';
import { formatPermalink, parsePermalink } from '#store/permalink.ts';
import { defaultConfig, trainableOn } from '#store/set-up.ts';

const backend: BackendInfo = {
  name: 'wasm',
  preference: 'auto',
  reason: 'noGpu',
  renderer: '',
  threads: 1,
  simd: true,
  crossOriginIsolated: true,
  candidates: ['wasm'],
  memory: { backend: 'wasm', addressableBytes: WASM_ADDRESSABLE_BYTES, deviceBytes: 8 * 2 ** 30 },
};
const DIGITS: Images = { shape: [28, 28, 1], numClasses: 10 };
const large = parsePermalink('#train?model=resnet152&width=1&batchSize=1024').config;

describe('a set-up that an address brings', () => {
  it('is judged once the backend and the images are known', () => {
    expect(fitOf(large, DIGITS, undefined)).toBeUndefined();
    expect(fitOf(large, undefined, backend)).toBeUndefined();
    expect(fitOf(large, DIGITS, backend)?.verdict).toBe('tooLarge');
    expect(fitOf(parsePermalink('#train').config, DIGITS, backend)?.verdict).toBe('fits');
  });

  it('needs more memory for colour images of 64 pixels than for the digits', () => {
    const { config } = parsePermalink('#train?model=resnet20');
    const colour = { shape: [64, 64, 3], numClasses: 2 } as const;
    const training = (images: Images) => fitOf(config, images, backend)!.estimate.training;
    // 64 x 64 pixels for 28 x 28: 5.2 times the activations, and the same weights.
    expect(training(colour) / training(DIGITS)).toBeGreaterThan(4);
    expect(training(colour) / training(DIGITS)).toBeLessThan(5.3);
  });

  it('fits in the form that is offered, keeps all else, and is in the address', () => {
    const offered = inForm(large, fittingForm(large, DIGITS, backend)!);
    expect(fitOf(offered, DIGITS, backend)?.verdict).toBe('fits');
    expect({ ...offered, recipe: { ...offered.recipe, batchSize: 1024 } }).toEqual(large);
    expect(parsePermalink(formatPermalink({ place: 'train', config: offered })).config).toEqual(offered);
  });
});

describe('a net of the zoo as published, on a GPU whose textures have at most 8,192 pixels a side', () => {
  const memory = { backend: 'webgl', maxTextureSize: 8192, deviceBytes: 16 * 2 ** 30 } as const;
  const net = (id: string) => publishedForm(findArchitecture(id));

  it('fits with a smaller batch of smaller images, for which its page can be asked', () => {
    const vgg = net('vgg16');
    const { input, ...others } = fittingNet(vgg, memory)!;
    const asked = freeForm(vgg);
    expect(others).toMatchObject({ width: 1, stem: 'paper' });
    expect(input).toEqual([112, 112]);
    expect(others.batchSize).toBeLessThan(asked.batchSize);
    const graph = buildGraph('vgg16', { inputShape: [112, 112, 3] });
    expect(judgeFit(graph, others.batchSize, 'momentum', memory).verdict).toBe('fits');
  });

  it('is offered no input below the 67 pixels that the lecture version of AlexNet needs', () => {
    // 113 is half of 227; half of that cannot be drawn.
    const offered = fittingNet(net('alexnet'), { ...memory, maxTextureSize: 1024 })!;
    expect(Math.min(...offered.input!)).toBeGreaterThanOrEqual(67);
    expect(offered.width).toBeLessThan(1);
  });
});

it('every net fits as Train first sets it up, with room to spare on a small laptop', () => {
  const laptop = { ...backend, memory: { ...backend.memory!, deviceBytes: 4 * 2 ** 30 } };
  for (const architecture of trainableOn(DIGITS.shape)) {
    expect(fitOf(defaultConfig(architecture), DIGITS, laptop)?.verdict, architecture.id).toBe('fits');
  }
});
