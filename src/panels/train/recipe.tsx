import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { isSameRecipe } from '#models/recipe.ts';
import { RECIPE_FIELDS } from '#models/recipe-fields.ts';
import { findArchitecture } from '#models/registry.ts';
import { useActions, useApp } from '#panels/shared/app-context.ts';
import { presetRecipe } from '#store/recipes.ts';
import { isActive } from '#store/run.ts';
import { currentRun } from '#store/runs.ts';
import { Card } from '#ui/card.tsx';
import { AdvancedRecipe } from './advanced-recipe.tsx';
import { RecipeFields } from './recipe-fields.tsx';
import styles from './train-place.module.css';

/** How it is trained: what most people change, with the rest folded away. */
export function Recipe() {
  const { t } = useTranslation();
  const { changeRecipe } = useActions();
  const recipe = useApp((state) => state.draft.recipe);
  const architecture = findArchitecture(useApp((state) => state.draft.model.id));
  const isBusy = useApp((state) => isActive(currentRun(state.runs)));
  return (
    <Card title={t('train.recipe')}>
      <fieldset className={styles['buttons']} aria-label={t('train.presets')}>
        {(['quick', 'recommended'] as const).map((name) => {
          const preset = presetRecipe(name, architecture);
          const isChosen = isSameRecipe(preset, recipe);
          return (
            <Button
              key={name}
              size="xs"
              variant={isChosen ? 'filled' : 'default'}
              aria-pressed={isChosen}
              disabled={isBusy}
              onClick={() => changeRecipe(preset)}
            >
              {t(`train.preset_${name}`, { epochs: preset.epochs })}
            </Button>
          );
        })}
      </fieldset>
      <div className={styles['fields']}>
        <RecipeFields fields={RECIPE_FIELDS} group="basic" values={recipe} onChange={changeRecipe} />
      </div>
      <AdvancedRecipe />
    </Card>
  );
}
