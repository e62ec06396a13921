import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { architectures, findArchitecture } from '#models/registry.ts';
import type { RunConfig } from '#protocol/run-config.ts';
import { runConfigSchema } from '#store/run-config-schema.ts';
import { defaultConfig, trainableOn } from '#store/set-up.ts';

const trainable = trainableOn([28, 28, 1]);
const lenet = findArchitecture('lenet5');
const resnet = findArchitecture('resnet18');
const read = (stored: unknown, architecture = lenet): RunConfig =>
  v.parse(runConfigSchema(architecture, [28, 28, 1]), stored);
const throughStorage = (config: RunConfig): unknown => JSON.parse(JSON.stringify(config));

describe('a stored run', () => {
  it('comes back as it was, of every net that can be trained', () => {
    expect(trainable.length).toBeGreaterThan(architectures.length / 2);
    for (const architecture of trainable) {
      const config = defaultConfig(architecture);
      expect(read(throughStorage(config), architecture)).toEqual(config);
    }
  });

  it('comes back with what was changed', () => {
    const { recipe, model, ...run } = defaultConfig();
    const config: RunConfig = {
      ...run,
      model: { ...model, width: 0.25, choices: { ...model.choices, activation: 'tanh' } },
      dataset: { id: 'digits', trainCount: 300, testCount: 200 },
      recipe: {
        ...recipe,
        optimizer: 'rmsprop',
        learningRate: 0.03,
        augmentation: { ...recipe.augmentation, flip: true, rotationDegrees: 5 },
      },
      validationFraction: 0.2,
      seed: 9,
    };
    expect(read(throughStorage(config))).toEqual(config);
  });

  it("starts as in the paper where it names no first layers, whatever the net's own start here", () => {
    const { stem, ...paper } = defaultConfig(resnet).model;
    expect(stem).toBe('small');
    const config = { ...defaultConfig(resnet), model: paper };
    expect(read(throughStorage(config), resnet).model).toEqual(paper);
  });

  it('gets the default of a field that an older page did not know', () => {
    const { recipe, seed: _seed, ...run } = defaultConfig(resnet);
    const { weightDecay, augmentation: _augmentation, ...older } = recipe;
    expect(weightDecay).toBe(0.0001);
    expect(read({ ...run, recipe: older }, resnet)).toEqual(defaultConfig(resnet));
  });

  it('loses what this page does not know', () => {
    const config = defaultConfig();
    const newer = { ...config, notes: 'x', recipe: { ...config.recipe, labelSmoothing: 0.1 } };
    expect(read(newer)).toEqual(config);
  });

  it('is mended field by field', () => {
    const { recipe, ...run } = defaultConfig();
    const broken = {
      ...run,
      dataset: { id: 'digits', trainCount: 'many', testCount: 1e9 },
      recipe: {
        ...recipe,
        optimizer: 'lion',
        epochs: 2.6,
        batchSize: 1e9,
        learningRate: '0.1',
        augmentation: { shiftPixels: -3, flip: 'yes', rotationDegrees: 7 },
      },
      seed: null,
    };
    expect(read(broken)).toEqual({
      ...run,
      dataset: { id: 'digits', trainCount: 100, testCount: 50_000 },
      recipe: {
        ...recipe,
        epochs: 3,
        batchSize: 1024,
        augmentation: { ...recipe.augmentation, rotationDegrees: 7 },
      },
    });
  });

  it.each([undefined, null, 'x', 7, [], { recipe: 7, model: 'vgg16', dataset: [] }])(
    'reads %j as the defaults',
    (stored) => {
      expect(read(stored)).toEqual(defaultConfig());
    },
  );
});
