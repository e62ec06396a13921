import * as v from 'valibot';
import { isPublished } from '#datasets/dataset.ts';
import { DATASETS, findDataset } from '#datasets/registry.ts';
import type { Architecture } from '#models/catalog.ts';
import type { Shape } from '#models/graph.ts';
import type { Recipe } from '#models/recipe.ts';
import {
  AUGMENTATION_FIELDS,
  type Field,
  type Fields,
  type Limits,
  RECIPE_FIELDS,
  RUN_FIELDS,
  type ValuesOf,
} from '#models/recipe-fields.ts';
import type { DatasetConfig } from '#protocol/data.ts';
import type { ModelConfig, RunConfig } from '#protocol/run-config.ts';
import { clampTo, defaultConfig, LIMITS, modelConfig, stemsFor } from './set-up.ts';

/** A number, brought within its limits. */
export function numberSchema(limits: Limits, fallback: number) {
  const within = v.pipe(
    v.number(),
    v.finite(),
    v.transform((value) => clampTo(limits, value)),
  );
  return v.fallback(within, fallback);
}

/** One of the given names. */
export function nameSchema<Name extends string>(names: readonly Name[], fallback: Name) {
  return v.fallback(v.picklist(names), fallback);
}

function fieldSchema(field: Field, fallback: unknown): v.GenericSchema {
  switch (field.kind) {
    case 'number':
      return numberSchema(field, fallback as number);
    case 'choice':
      return nameSchema(field.values, fallback as string);
    case 'switch':
      return v.fallback(v.boolean(), fallback as boolean);
  }
}

function fieldEntries<Of extends Fields>(fields: Of, defaults: ValuesOf<Of>) {
  return Object.fromEntries(
    Object.entries(fields).map(([key, field]) => [key, fieldSchema(field, defaults[key])]),
  ) as { readonly [Key in keyof Of]: v.GenericSchema<unknown, ValuesOf<Of>[Key]> };
}

function recipeSchema(defaults: Recipe) {
  const { augmentation } = defaults;
  return v.fallback(
    v.object({
      ...fieldEntries(RECIPE_FIELDS, defaults),
      augmentation: v.fallback(v.object(fieldEntries(AUGMENTATION_FIELDS, augmentation)), augmentation),
    }),
    defaults,
  );
}

function modelSchema(architecture: Architecture, shape: Shape | undefined, defaults: ModelConfig) {
  const { width, stem } = architecture.classroom;
  const choices = Object.entries(architecture.choices).map(([key, { values }]) => {
    const names = values.map(({ value }) => value);
    return [key, nameSchema(names, defaults.choices[key] ?? '')] as const;
  });
  const schema = v.pipe(
    v.object({
      width: numberSchema(LIMITS.width, width),
      stem: v.optional(nameSchema(stemsFor(architecture, shape), stem), 'paper'),
      choices: v.fallback(v.object(Object.fromEntries(choices)), defaults.choices),
    }),
    v.transform((model) => modelConfig(architecture, model, model.choices)),
  );
  return v.fallback(schema, defaults);
}

/** SHA-256 in hexadecimal. */
const FINGERPRINT = /^[0-9a-f]{64}$/;
const LONGEST_NAME = 200;

const ownDatasetSchema = v.object({
  id: v.literal('own'),
  name: v.fallback(
    v.pipe(
      v.string(),
      v.transform((name) => name.slice(0, LONGEST_NAME)),
    ),
    '',
  ),
  fingerprint: v.pipe(v.string(), v.regex(FINGERPRINT)),
});

/** Which data: the user's own by their fingerprint, or a set of the registry with as many images as it can have. */
export function datasetSchema(fallback: DatasetConfig): v.GenericSchema<unknown, DatasetConfig> {
  const count = (limits: Limits) => v.exactOptional(numberSchema(limits, limits.min));
  const registered = v.pipe(
    v.object({
      id: v.picklist(DATASETS.map(({ id }) => id)),
      trainCount: count(LIMITS.trainCount),
      testCount: count(LIMITS.testCount),
    }),
    v.transform(({ id, ...counts }): DatasetConfig => {
      const facts = findDataset(id);
      return facts === undefined || isPublished(facts) ? { id } : { id, ...counts };
    }),
  );
  return v.fallback(v.union([ownDatasetSchema, registered]), fallback);
}

/**
 * A run of a net, read from what may be older than this page, or written by anybody: what is missing, unknown or
 * malformed is as by default, and numbers beyond their limits are brought back to them.
 */
export function runConfigSchema(
  architecture: Architecture,
  shape: Shape | undefined,
): v.GenericSchema<unknown, RunConfig> {
  const defaults = defaultConfig(architecture);
  const schema = v.object({
    model: modelSchema(architecture, shape, defaults.model),
    dataset: datasetSchema(defaults.dataset),
    recipe: recipeSchema(defaults.recipe),
    ...fieldEntries(RUN_FIELDS, defaults),
  });
  return v.fallback(schema, defaults);
}
