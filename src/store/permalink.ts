import * as v from 'valibot';
import type { Architecture } from '#models/catalog.ts';
import {
  AUGMENTATION_FIELDS,
  type Field,
  type Fields,
  type Limits,
  RECIPE_FIELDS,
  RUN_FIELDS,
} from '#models/recipe-fields.ts';
import { architectures, findArchitecture } from '#models/registry.ts';
import { type DatasetConfig, isOwn } from '#protocol/data.ts';
import type { RunConfig } from '#protocol/run-config.ts';
import { type Comparison, readComparison, writeComparison } from './compare.ts';
import { DEFAULT_DATASET } from './default-dataset.ts';
import { imagesOf } from './images.ts';
import { IMAGE_CHANNELS, NET_LIMITS, type NetForm, publishedForm } from './net-form.ts';
import { datasetSchema, nameSchema, numberSchema, runConfigSchema } from './run-config-schema.ts';
import { DEFAULT_ARCHITECTURE, defaultConfig, stemsFor, trainableOn } from './set-up.ts';
import { NET_TABS, type NetTab } from './zoo.ts';

export const PLACES = ['zoo', 'data', 'train', 'evaluate', 'runs', 'compare'] as const;
export type Place = (typeof PLACES)[number];

export interface Permalink {
  readonly place: Place;
  readonly config: RunConfig;
  /** The net whose page is open in the zoo; absent in the gallery and in other places. */
  readonly net?: NetForm;
  /** The part of that page that is shown; absent for the first. */
  readonly tab?: NetTab;
  /** What is compared; absent in other places. */
  readonly compare?: Comparison;
}

/** Before the address parameters of a net's page, which stand beside those of the set-up. */
const NET = 'zoo.';

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The number that a text stands for; undefined for any other text. */
function numberOf(text: string): number | undefined {
  return text.length <= 32 && DECIMAL.test(text) ? Number(text) : undefined;
}

function readNumber(text: string | null, limits: Limits, fallback: number): number {
  return v.parse(numberSchema(limits, fallback), numberOf(text ?? ''));
}

function readName<Name extends string>(text: string | null, names: readonly Name[], fallback: Name): Name {
  return v.parse(nameSchema(names, fallback), text);
}

/** What each kind of field makes of its text, before the schema judges it. */
const READ: Readonly<Record<Field['kind'], (text: string) => unknown>> = {
  number: numberOf,
  choice: (text) => text,
  switch: (text) => (text === '1' || text === '0' ? text === '1' : undefined),
};

/** The fields that an address mentions. */
function readFields(fields: Fields, query: URLSearchParams): Readonly<Record<string, unknown>> {
  const mentioned = Object.entries(fields).filter(([key]) => query.has(key));
  return Object.fromEntries(mentioned.map(([key, { kind }]) => [key, READ[kind](query.get(key) ?? '')]));
}

/** A set of one's own, or of the registry. */
function readDataset(query: URLSearchParams): unknown {
  const id = query.get('dataset');
  if (id === 'own') return { id, name: query.get('data') ?? '', fingerprint: query.get('fingerprint') };
  return { id, ...readNumbers(query, 'trainCount', 'testCount') };
}

/** The numbers that an address mentions. */
function readNumbers(query: URLSearchParams, ...keys: readonly string[]): Readonly<Record<string, unknown>> {
  const mentioned = keys.filter((key) => query.has(key));
  return Object.fromEntries(mentioned.map((key) => [key, numberOf(query.get(key) ?? '')]));
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
    stem: readName(text('stem'), stemsFor(architecture, undefined), published.stem),
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
  const dataset = v.parse(datasetSchema(DEFAULT_DATASET), readDataset(query));
  const shape = imagesOf(dataset, undefined)?.shape;
  const architecture = trainableOn(shape).find(({ id }) => id === query.get('model')) ?? DEFAULT_ARCHITECTURE;
  const config = {
    model: {
      ...readNumbers(query, 'width'),
      stem: query.get('stem') ?? architecture.classroom.stem,
      choices: Object.fromEntries(Object.keys(architecture.choices).map((key) => [key, query.get(key)])),
    },
    dataset,
    recipe: {
      ...readFields(RECIPE_FIELDS, query),
      augmentation: readFields(AUGMENTATION_FIELDS, query),
    },
    ...readFields(RUN_FIELDS, query),
  };
  const [place, id, part = ''] = path.split('/', 3);
  const net = place === 'zoo' ? readNet(id, query) : undefined;
  const tab = readName(part, NET_TABS, NET_TABS[0]);
  return {
    place: readName(place ?? null, PLACES, 'train'),
    ...(net === undefined ? {} : { net }),
    ...(net === undefined || tab === NET_TABS[0] ? {} : { tab }),
    ...(place === 'compare' && { compare: readComparison(query) }),
    config: v.parse(runConfigSchema(architecture, shape), config),
  };
}

export type Parameter = string | number | boolean | undefined;

function datasetParameters(dataset: DatasetConfig): Readonly<Record<string, Parameter>> {
  if (isOwn(dataset)) return { dataset: dataset.id, data: dataset.name, fingerprint: dataset.fingerprint };
  const { id, ...counts } = dataset;
  return { dataset: id, ...counts };
}

/** The set-up as flat address parameters; all keys differ, choices included. */
export function flatConfig(config: RunConfig): Readonly<Record<string, Parameter>> {
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
export function formatPermalink({ place, config, net, tab = NET_TABS[0], compare }: Permalink): string {
  const query = new URLSearchParams();
  const { id } = config.model;
  if (id !== DEFAULT_ARCHITECTURE.id) query.set('model', id);
  const defaults = defaultConfig(findArchitecture(id));
  writeDifferences(query, flatConfig(config), flatConfig(defaults));
  if (net !== undefined) {
    writeDifferences(query, netParameters(net), netParameters(publishedForm(findArchitecture(net.id))), NET);
  }
  if (place === 'compare' && compare !== undefined) writeComparison(query, compare);
  const search = query.toString();
  const path = net === undefined ? place : `${place}/${net.id}${tab === NET_TABS[0] ? '' : `/${tab}`}`;
  return search === '' ? `#${path}` : `#${path}?${search}`;
}
