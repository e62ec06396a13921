import * as v from 'valibot';
import type { OptimizerName, ScheduleName } from '#models/recipe.ts';
import type { DatasetConfig, RunConfig } from '#protocol/run-config.ts';
import {
  clampTo,
  DEFAULT_ARCHITECTURE,
  defaultConfig,
  LIMITS,
  type Limits,
  modelConfig,
  stemsFor,
  trainableArchitectures,
} from './run-config.ts';

export const PLACES = ['zoo', 'data', 'train', 'evaluate'] as const;
export type Place = (typeof PLACES)[number];

export interface Permalink {
  readonly place: Place;
  readonly config: RunConfig;
}

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

function readDataset(query: URLSearchParams, fallback: DatasetConfig): DatasetConfig {
  const id = readName(query.get('dataset'), ['mnist', 'digits'], fallback.id);
  if (id === 'mnist') return { id };
  const count = (key: 'trainCount' | 'testCount') =>
    query.has(key) ? { [key]: readNumber(query.get(key), LIMITS[key], LIMITS[key].min) } : {};
  return { id, ...count('trainCount'), ...count('testCount') };
}

/**
 * The place and the set-up that an address stands for. Anybody may have written the address: what is missing,
 * unknown or malformed is as by default, and numbers beyond their limits are brought back to them.
 */
export function parsePermalink(hash: string): Permalink {
  const [path = '', search = ''] = hash.replace(/^#?\/?/, '').split('?', 2);
  const query = new URLSearchParams(search);
  const architecture =
    trainableArchitectures.find(({ id }) => id === query.get('model')) ?? DEFAULT_ARCHITECTURE;
  const defaults = defaultConfig(architecture);
  const { recipe } = defaults;
  const number = (key: keyof typeof LIMITS, fallback: number) =>
    readNumber(query.get(key), LIMITS[key], fallback);
  const choices = Object.fromEntries(
    Object.entries(architecture.choices).map(([key, { values }]) => [
      key,
      readName(
        query.get(key),
        values.map(({ value }) => value),
        defaults.model.choices[key] ?? '',
      ),
    ]),
  );
  const { width, stem } = architecture.classroom;
  const form = {
    width: number('width', width),
    stem: readName(query.get('stem'), stemsFor(architecture), stem),
  };
  return {
    place: readName(path, PLACES, 'train'),
    config: {
      model: modelConfig(architecture, form, choices),
      dataset: readDataset(query, defaults.dataset),
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

/** The set-up as flat address parameters; all keys differ, choices included. */
function parameters(config: RunConfig): Readonly<Record<string, Parameter>> {
  const { augmentation, ...recipe } = config.recipe;
  const { id: dataset, ...counts } = config.dataset;
  const { validationFraction, seed } = config;
  const { width, stem = 'paper', choices } = config.model;
  return {
    ...choices,
    width,
    stem,
    dataset,
    ...counts,
    ...recipe,
    ...augmentation,
    validationFraction,
    seed,
  };
}

/** The address of a place with a set-up; only what differs from the net's defaults is written out. */
export function formatPermalink({ place, config }: Permalink): string {
  const query = new URLSearchParams();
  const { id } = config.model;
  if (id !== DEFAULT_ARCHITECTURE.id) query.set('model', id);
  const defaults = parameters(defaultConfig(trainableArchitectures.find((entry) => entry.id === id)));
  for (const [key, value] of Object.entries(parameters(config))) {
    if (value === undefined || value === defaults[key]) continue;
    query.set(key, typeof value === 'boolean' ? String(Number(value)) : String(value));
  }
  const search = query.toString();
  return search === '' ? `#${place}` : `#${place}?${search}`;
}
