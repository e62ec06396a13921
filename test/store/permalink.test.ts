import { describe, expect, it } from 'vitest';
import {
  AUGMENTATION_FIELDS,
  type Field,
  type Fields,
  RECIPE_FIELDS,
  RUN_FIELDS,
} from '#models/recipe-fields.ts';
import { architectures, findArchitecture } from '#models/registry.ts';
import { type NetForm, publishedForm } from '#store/net-form.ts';
import { formatPermalink, parsePermalink } from '#store/permalink.ts';
import { defaultConfig } from '#store/set-up.ts';

const TABLES = { ...RECIPE_FIELDS, ...AUGMENTATION_FIELDS, ...RUN_FIELDS };

/** Another value than the default, for any field. */
function otherValue(field: Field, value: unknown): unknown {
  switch (field.kind) {
    case 'number':
      return value === field.max ? field.min : field.max;
    case 'choice':
      return field.values.find((name) => name !== value);
    case 'switch':
      return value !== true;
  }
}

function changed<Values extends object>(fields: Fields, values: Values): Values {
  const others = Object.entries(fields).map(([key, field]) => [
    key,
    otherValue(field, values[key as keyof Values]),
  ]);
  return { ...values, ...Object.fromEntries(others) };
}

const DEFAULT = { place: 'train', config: defaultConfig() } as const;

describe('the address of a set-up', () => {
  it('says nothing of what is as by default', () => {
    expect(formatPermalink(DEFAULT)).toBe('#train');
    expect(parsePermalink('')).toEqual(DEFAULT);
  });

  it('gives the same set-up back', () => {
    const permalink = {
      place: 'evaluate',
      config: {
        model: { id: 'lenet5', width: 1, choices: { activation: 'tanh', pooling: 'average' } },
        dataset: { id: 'digits', trainCount: 5000, testCount: 700 },
        recipe: {
          ...DEFAULT.config.recipe,
          optimizer: 'nesterov',
          learningRate: 0.0125,
          momentum: 0.85,
          weightDecay: 0.0005,
          schedule: 'step',
          warmupSteps: 40,
          stepEpochs: 3,
          stepFactor: 0.1,
          batchSize: 64,
          epochs: 17,
          augmentation: { shiftPixels: 2, rotationDegrees: 7.5, scaleFraction: 0.15, flip: true },
        },
        validationFraction: 0.2,
        seed: 4294967295,
      },
    } as const;
    expect(parsePermalink(formatPermalink(permalink))).toEqual(permalink);
  });

  it('gives back every field of the tables that was changed, and names each by a parameter of its own', () => {
    const { recipe, ...run } = DEFAULT.config;
    const config = {
      ...changed(RUN_FIELDS, run),
      recipe: {
        ...changed(RECIPE_FIELDS, recipe),
        augmentation: changed(AUGMENTATION_FIELDS, recipe.augmentation),
      },
    };
    const address = formatPermalink({ place: 'train', config });
    expect(parsePermalink(address).config).toEqual(config);
    const parameters = [...new URLSearchParams(address.split('?')[1]).keys()];
    expect(parameters.toSorted()).toEqual(Object.keys(TABLES).toSorted());
    const others = architectures.flatMap(({ choices }) => Object.keys(choices));
    for (const other of ['model', 'width', 'stem', 'dataset', 'trainCount', 'testCount', ...others]) {
      expect(parameters).not.toContain(other);
    }
  });

  it('gives the net back at another width and with another stem', () => {
    const { model, ...run } = defaultConfig(findArchitecture('resnet18'));
    const { stem, ...paper } = model;
    expect(stem).toBe('small');
    const permalink = { place: 'train', config: { ...run, model: { ...paper, width: 0.5 } } } as const;
    expect(formatPermalink(permalink)).toBe('#train?model=resnet18&width=0.5&stem=paper');
    expect(parsePermalink(formatPermalink(permalink))).toEqual(permalink);
  });

  it('reads a width beyond its limits as the limit, and a stem that the net does not have as the default', () => {
    const model = (hash: string) => parsePermalink(hash).config.model;
    expect(model('#train?model=resnet18&width=40&stem=large')).toMatchObject({ width: 1, stem: 'small' });
    expect(model('#train?model=resnet18&width=0').width).toBe(1 / 16);
    // LeNet-5 takes 28 x 28 pixels as published; a VGG net as published needs more.
    expect(model('#train?stem=small')).toEqual(DEFAULT.config.model);
    expect(model('#train?model=vgg11&stem=paper').stem).toBe('small');
  });

  it('names own files by name and content, whatever the name', () => {
    const own = { id: 'own', name: 'Blätter & 叶子 #2.zip?', fingerprint: '0f'.repeat(32) } as const;
    const address = formatPermalink({ place: 'data', config: { ...DEFAULT.config, dataset: own } });
    expect(parsePermalink(address).config.dataset).toEqual(own);
  });

  it('takes own files without a fingerprint, by which they are known, for the default', () => {
    expect(parsePermalink('#train?dataset=own&data=leaves')).toEqual(DEFAULT);
    expect(parsePermalink(`#train?dataset=own&data=leaves&fingerprint=${'G'.repeat(64)}`)).toEqual(DEFAULT);
  });

  it('writes only what was changed', () => {
    const config = { ...DEFAULT.config, seed: 7 };
    expect(formatPermalink({ place: 'data', config })).toBe('#data?seed=7');
  });

  it.each([
    '#',
    '#nowhere',
    '#train?',
    '#train?epochs=',
    '#train?epochs=NaN',
    '#train?epochs=0x20',
    '#train?epochs=1e999',
    '#train?epochs=%E0%A4%A',
    '#train?epochs=3;drop table runs',
    '#train?model=__proto__',
    '#train?model=constructor&optimizer=toString',
    '#train?optimizer=<script>alert(1)</script>',
    '#train?activation=__proto__&pooling=hasOwnProperty',
    '#train?dataset=../../etc/passwd',
    '#train?flip=yes&schedule=',
    `#train?seed=${'9'.repeat(5000)}`,
    `#${'train?'.repeat(2000)}`,
    '#javascript:alert(1)',
  ])('reads %.60s as the defaults', (hash) => {
    expect(parsePermalink(hash)).toEqual(DEFAULT);
  });

  it('brings numbers beyond their limits back to them', () => {
    const { recipe, validationFraction, seed } = parsePermalink(
      '#train?epochs=-5&batchSize=1000000&learningRate=1e-300&validationFraction=0.9&seed=-1',
    ).config;
    expect([recipe.epochs, recipe.batchSize, recipe.learningRate]).toEqual([1, 1024, 1e-6]);
    expect([validationFraction, seed]).toEqual([0.5, 0]);
  });

  it('rounds what must be whole', () => {
    expect(parsePermalink('#train?epochs=4.6').config.recipe.epochs).toBe(5);
  });
});

describe("the address of a net's page", () => {
  const net = publishedForm(findArchitecture('resnet18'));

  it('names the net alone as long as it is as published', () => {
    expect(formatPermalink({ ...DEFAULT, place: 'zoo', net })).toBe('#zoo/resnet18');
    expect(parsePermalink('#zoo/resnet18')).toEqual({ ...DEFAULT, place: 'zoo', net });
  });

  it('gives the same form back, every field of it changed, beside a set-up with other values', () => {
    const changed: NetForm = {
      ...net,
      inputShape: [64, 64, 1],
      numClasses: 10,
      width: 0.25,
      stem: 'small',
      choices: { shortcut: 'zeroPadding' },
    };
    const config = { ...DEFAULT.config, seed: 7, model: { id: 'vgg11', width: 0.5, choices: {} } };
    const address = formatPermalink({ place: 'zoo', config, net: changed });
    expect(address).toContain('#zoo/resnet18?model=vgg11');
    expect(parsePermalink(address).net).toEqual(changed);
    expect(parsePermalink(address).config.model).toMatchObject({ id: 'vgg11', width: 0.5 });
  });

  it.each(['#zoo/nonesuch', '#zoo/__proto__', '#zoo/', '#data/resnet18'])('opens no net for %s', (hash) => {
    expect(parsePermalink(hash).net).toBeUndefined();
  });

  it('reads what is malformed as published, and brings numbers beyond their limits back to them', () => {
    const read = (parameters: string) => parsePermalink(`#zoo/resnet18?${parameters}`).net;
    expect(
      read('zoo.side=&zoo.channels=2&zoo.classes=x&zoo.width=NaN&zoo.stem=tall&zoo.shortcut=__proto__'),
    ).toEqual(net);
    expect(read('zoo.side=99999&zoo.classes=1&zoo.width=9')).toMatchObject({
      inputShape: [2048, 2048, 3],
      numClasses: 2,
      width: 1,
    });
  });
});
