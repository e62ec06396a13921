import { useTranslation } from 'react-i18next';
import { RECIPE_FIELDS } from '#models/recipe-fields.ts';
import { useActions, useApp } from '#panels/shared/app-context.ts';
import { Card } from '#ui/card.tsx';
import { AdvancedRecipe } from './advanced-recipe.tsx';
import { RecipeFields } from './recipe-fields.tsx';
import styles from './train-place.module.css';

/** How it is trained: what most people change, with the rest folded away. */
export function Recipe() {
  const { t } = useTranslation();
  const { changeRecipe } = useActions();
  const recipe = useApp((state) => state.draft.recipe);
  return (
    <Card title={t('train.recipe')}>
      <div className={styles['fields']}>
        <RecipeFields fields={RECIPE_FIELDS} group="basic" values={recipe} onChange={changeRecipe} />
      </div>
      <AdvancedRecipe />
    </Card>
  );
}
