import { EngineFailure } from '#engine/engine-failure.ts';
import {
  AUGMENTATION_FIELDS,
  acceptedText,
  accepts,
  type Fields,
  RECIPE_FIELDS,
  RUN_FIELDS,
  type ValuesOf,
} from '#models/recipe-fields.ts';
import type { RunConfig } from '#protocol/run-config.ts';

/** Refuses a config with a value that the tables of fields exclude: configInvalid with field, expected, found. */
export function checkConfig(config: RunConfig): void {
  check(RECIPE_FIELDS, config.recipe);
  check(AUGMENTATION_FIELDS, config.recipe.augmentation);
  check(RUN_FIELDS, config);
}

function check<Of extends Fields>(fields: Of, values: ValuesOf<Of>): void {
  for (const [key, field] of Object.entries(fields)) {
    const found = values[key];
    if (accepts(field, found)) continue;
    throw new EngineFailure('configInvalid', {
      field: key,
      expected: acceptedText(field),
      found: String(found),
    });
  }
}
