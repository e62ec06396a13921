import * as v from 'valibot';
import { isPublished } from '#datasets/dataset.ts';
import { findDataset } from '#datasets/registry.ts';
import type { Architecture } from '#models/catalog.ts';
import type { OptimizerName, ScheduleName } from '#models/recipe.ts';
import { architectures, findArchitecture } from '#models/registry.ts';
import { type DatasetConfig, isOwn } from '#protocol/data.ts';
import type { RunConfig } from '#protocol/run-config.ts';
import { DEFAULT_DATASET } from './default-dataset.ts';
import { imagesOf } from './images.ts';
import { everyStem, IMAGE_CHANNELS, NET_LIMITS, type NetForm, publishedForm } from './net-form.ts';
import {
  clampTo,
  DEFAULT_ARCHITECTURE,
  defaultConfig,
  LIMITS,
  type Limits,
  modelConfig,
  stemsFor,
  trainableOn,
} from './run-config.ts';

export const PLACES = ['zoo', 'data', 'train', 'evaluate'] as const;
export type Place = (typeof PLACES)[number];

export interface Permalink {
  readonly place: Place;
  readonly config: RunConfig;
  /** The net whose page is open in the zoo; absent in the gallery and in other places. */
  readonly net?: NetForm;
}

/** Before the address parameters of a net's page, which stand beside those of the set-up. */
const NET = 'zoo.';

export const OPTIMIZERS = [
  'sgd',
  'momentum',
  'nesterov',
  'rmsprop',
  'adam',
  'adamw',
] as const satisfies readonly OptimizerName[];
export const SCHEDULES = [
  'constant',
  'step',
  'cosine',
  'oneCycle',
] as const satisfies readonly ScheduleName[];

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function readNumber(text: string | null, limits: Limits, fallback: number): number {
  const schema = v.pipe(
    v.string(),
    v.maxLength(32),
    v.regex(DECIMAL),
    v.transform(Number),
    v.finite(),
    v.transform((value) => clampTo(limits, value)),
  );
  return v.parse(v.fallback(schema, fallback), text);
}

function readName<Name extends string>(text: string | null, names: readonly Name[], fallback: Name): Name {
  const found = v.safeParse(v.picklist(names), text);
  return found.success ? (found.output as Name) : fallback;
}

/** SHA-256 in hexadecimal. */
const FINGERPRINT = /^[0-9a-f]{64}$/;
const LONGEST_NAME = 200;

function readDataset(query: URLSearchParams, fallback: DatasetConfig): DatasetConfig {
  const fingerprint = query.get('fingerprint') ?? '';
  if (query.get('dataset') === 'own' && FINGERPRINT.test(fingerprint)) {
    return { id: 'own', name: (query.get('data') ?? '').slice(0, LONGEST_NAME), fingerprint };
  }
  const facts = findDataset(query.get('dataset') ?? '');
  if (facts === undefined) return fallback;
  const { id } = facts;
  if (isPublished(facts)) return { id };
  const count = (key: 'trainCount' | 'testCount') =>
    query.has(key) ? { [key]: readNumber(query.get(key), LIMITS[key], LIMITS[key].min) } : {};
  return { id, ...count('trainCount'), ...count('testCount') };
}

/** The net that 'zoo/<id>' names, in the form that the parameters give it. */
function readNet(id: string | undefined, query: URLSearchParams): NetForm | undefined {
  const architecture = architectures.find((entry) => entry.id === id);
  if (architecture === undefined) return undefined;
  const published = publishedForm(architecture);
  const text = (key: string) => query.get(NET + key);
  const side = query.has(`${NET}side`) ? readNumber(text('side'), NET_LIMITS.side, 0) : 0;
  const [height, width, channels] = published.inputShape;
  const readChannels = Number(readName(text('channels'), IMAGE_CHANNELS, channels === 1 ? '1' : '3'));
  return {
    ...published,
    inputShape: side === 0 ? [height, width, readChannels] : [side, side, readChannels],
    numClasses: readNumber(text('classes'), NET_LIMITS.classes, published.numClasses),
    width: readNumber(text('width'), NET_LIMITS.width, published.width),
    stem: readName(text('stem'), everyStem(architecture), published.stem),
    choices: readChoices(architecture, text, published.choices),
  };
}

function readChoices(
  { choices }: Architecture,
  text: (key: string) => string | null,
  defaults: NetForm['choices'],
): NetForm['choices'] {
  return Object.fromEntries(
    Object.entries(choices).map(([key, { values }]) => [
      key,
      readName(
        text(key),
        values.map(({ value }) => value),
        defaults[key] ?? '',
      ),
    ]),
  );
}

/**
 * The place and the set-up that an address stands for. Anybody may have written the address: what is missing,
 * unknown or malformed is as by default, and numbers beyond their limits are brought back to them.
 */
export function parsePermalink(hash: string): Permalink {
  const [path = '', search = ''] = hash.replace(/^#?\/?/, '').split('?', 2);
  const query = new URLSearchParams(search);
  const dataset = readDataset(query, DEFAULT_DATASET);
  const shape = imagesOf(dataset, undefined)?.shape;
  const architecture = trainableOn(shape).find(({ id }) => id === query.get('model')) ?? DEFAULT_ARCHITECTURE;
  const defaults = defaultConfig(architecture);
  const { recipe } = defaults;
  const number = (key: keyof typeof LIMITS, fallback: number) =>
    readNumber(query.get(key), LIMITS[key], fallback);
  const choices = readChoices(architecture, (key) => query.get(key), defaults.model.choices);
  const { width, stem } = architecture.classroom;
  const form = {
    width: number('width', width),
    stem: readName(query.get('stem'), stemsFor(architecture, shape), stem),
  };
  const [place, id] = path.split('/', 2);
  const net = place === 'zoo' ? readNet(id, query) : undefined;
  return {
    place: readName(place ?? null, PLACES, 'train'),
    ...(net === undefined ? {} : { net }),
    config: {
      model: modelConfig(architecture, form, choices),
      dataset,
      recipe: {
        optimizer: readName(query.get('optimizer'), OPTIMIZERS, recipe.optimizer),
        learningRate: number('learningRate', recipe.learningRate),
        momentum: number('momentum', recipe.momentum),
        weightDecay: number('weightDecay', recipe.weightDecay),
        schedule: readName(query.get('schedule'), SCHEDULES, recipe.schedule),
        warmupSteps: number('warmupSteps', recipe.warmupSteps),
        stepEpochs: number('stepEpochs', recipe.stepEpochs),
        stepFactor: number('stepFactor', recipe.stepFactor),
        batchSize: number('batchSize', recipe.batchSize),
        epochs: number('epochs', recipe.epochs),
        augmentation: {
          shiftPixels: number('shiftPixels', recipe.augmentation.shiftPixels),
          rotationDegrees: number('rotationDegrees', recipe.augmentation.rotationDegrees),
          scaleFraction: number('scaleFraction', recipe.augmentation.scaleFraction),
          flip: readName(query.get('flip'), ['0', '1'], recipe.augmentation.flip ? '1' : '0') === '1',
        },
      },
      validationFraction: number('validationFraction', defaults.validationFraction),
      seed: number('seed', defaults.seed),
    },
  };
}

type Parameter = string | number | boolean | undefined;

function datasetParameters(dataset: DatasetConfig): Readonly<Record<string, Parameter>> {
  if (isOwn(dataset)) return { dataset: dataset.id, data: dataset.name, fingerprint: dataset.fingerprint };
  const { id, ...counts } = dataset;
  return { dataset: id, ...counts };
}

/** The set-up as flat address parameters; all keys differ, choices included. */
function parameters(config: RunConfig): Readonly<Record<string, Parameter>> {
  const { augmentation, ...recipe } = config.recipe;
  const { validationFraction, seed } = config;
  const { width, stem = 'paper', choices } = config.model;
  return {
    ...choices,
    width,
    stem,
    ...datasetParameters(config.dataset),
    ...recipe,
    ...augmentation,
    validationFraction,
    seed,
  };
}

function netParameters({ inputShape, numClasses, width, stem, choices }: NetForm) {
  const [side, , channels] = inputShape;
  const entries: Readonly<Record<string, Parameter>> = { ...choices, classes: numClasses, width, stem };
  return { side, channels, ...entries };
}

function writeDifferences(
  query: URLSearchParams,
  values: Readonly<Record<string, Parameter>>,
  defaults: Readonly<Record<string, Parameter>>,
  prefix = '',
) {
  for (const [key, value] of Object.entries(values)) {
    if (value === undefined || value === defaults[key]) continue;
    query.set(prefix + key, typeof value === 'boolean' ? String(Number(value)) : String(value));
  }
}

/** The address of a place with a set-up; only what differs from the net's defaults is written out. */
export function formatPermalink({ place, config, net }: Permalink): string {
  const query = new URLSearchParams();
  const { id } = config.model;
  if (id !== DEFAULT_ARCHITECTURE.id) query.set('model', id);
  const defaults = defaultConfig(findArchitecture(id));
  writeDifferences(query, parameters(config), parameters(defaults));
  if (net !== undefined) {
    writeDifferences(query, netParameters(net), netParameters(publishedForm(findArchitecture(net.id))), NET);
  }
  const search = query.toString();
  const path = net === undefined ? place : `${place}/${net.id}`;
  return search === '' ? `#${path}` : `#${path}?${search}`;
}
