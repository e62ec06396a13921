import { describe, expect, it } from 'vitest';
import type { EngineFailure } from '#engine/engine-failure.ts';
import { checkConfig } from '#engine/training/check-config.ts';
import { AUGMENTATION_FIELDS, type Field, RECIPE_FIELDS, RUN_FIELDS } from '#models/recipe-fields.ts';
import { architectures } from '#models/registry.ts';
import type { RunConfig } from '#protocol/run-config.ts';
import { parsePermalink } from '#store/permalink.ts';
import { presetRecipe } from '#store/recipes.ts';
import { defaultConfig } from '#store/set-up.ts';
import { lenetConfig } from './configs.ts';

/** A config with one field at the given value, wherever that field stands. */
function withField(name: string, value: unknown): RunConfig {
  const config = lenetConfig();
  const change = { [name]: value };
  if (name in RUN_FIELDS) return { ...config, ...change };
  const { recipe } = config;
  const { augmentation } = recipe;
  if (name in RECIPE_FIELDS) return { ...config, recipe: { ...recipe, ...change } };
  return { ...config, recipe: { ...recipe, augmentation: { ...augmentation, ...change } } };
}

function refusal(config: RunConfig): EngineFailure['value'] | undefined {
  try {
    checkConfig(config);
    return undefined;
  } catch (error) {
    return (error as EngineFailure).value;
  }
}

const fields = Object.entries<Field>({ ...RECIPE_FIELDS, ...AUGMENTATION_FIELDS, ...RUN_FIELDS });
const numbers = fields.flatMap(([name, field]) => (field.kind === 'number' ? [[name, field] as const] : []));

describe('the check of a config', () => {
  it.each(numbers)('takes %s up to its limits and refuses what is beyond', (name, { min, max, whole }) => {
    expect(refusal(withField(name, min))).toBeUndefined();
    expect(refusal(withField(name, max))).toBeUndefined();
    const beyond = [min - 1, max + 1, max * 1.01, Number.NaN, Number.POSITIVE_INFINITY, undefined, '1'];
    for (const found of whole ? [...beyond, min + 0.5] : beyond) {
      expect(refusal(withField(name, found)), String(found)).toMatchObject({
        code: 'configInvalid',
        details: { field: name, found: String(found) },
      });
    }
  });

  it('refuses names that it does not know, and says which it does', () => {
    expect(refusal(withField('optimizer', 'lion'))).toEqual({
      code: 'configInvalid',
      details: {
        field: 'optimizer',
        expected: 'sgd | momentum | nesterov | rmsprop | adam | adamw',
        found: 'lion',
      },
    });
    expect(refusal(withField('schedule', 'toString'))?.details['field']).toBe('schedule');
    expect(refusal(withField('flip', 1))?.details['field']).toBe('flip');
  });

  it('takes whatever the page makes of an address, however far beyond the limits', () => {
    for (const end of ['-1e30', '1e30', '0.5', 'x']) {
      const address = `#train?${fields.map(([name]) => `${name}=${end}`).join('&')}`;
      expect(refusal(parsePermalink(address).config), end).toBeUndefined();
    }
  });

  it('takes every ready-made recipe of every net', () => {
    for (const architecture of architectures) {
      for (const preset of ['quick', 'recommended'] as const) {
        const config = { ...defaultConfig(architecture), recipe: presetRecipe(preset, architecture) };
        expect(refusal(config), `${architecture.id}, ${preset}`).toBeUndefined();
      }
    }
  });
});
