import { useTranslation } from 'react-i18next';
import { AUGMENTATION_FIELDS, RECIPE_FIELDS, RUN_FIELDS } from '#models/recipe-fields.ts';
import { useActions, useApp } from '#panels/shared/app-context.ts';
import { RecipeFields } from './recipe-fields.tsx';
import styles from './train-place.module.css';

export function AdvancedRecipe() {
  const { t } = useTranslation();
  const { changeRecipe, changeDraft } = useActions();
  const draft = useApp((state) => state.draft);
  const { recipe } = draft;
  const { augmentation } = recipe;
  return (
    <details>
      <summary>{t('train.advanced')}</summary>
      <div className={styles['fields']}>
        <RecipeFields fields={RECIPE_FIELDS} group="advanced" values={recipe} onChange={changeRecipe} />
        <RecipeFields fields={RUN_FIELDS} group="advanced" values={draft} onChange={changeDraft} />
      </div>
      <fieldset>
        <legend>{t('train.augmentation')}</legend>
        <div className={styles['fields']}>
          <RecipeFields
            fields={AUGMENTATION_FIELDS}
            group="augmentation"
            values={augmentation}
            onChange={(change) => changeRecipe({ augmentation: { ...augmentation, ...change } })}
          />
        </div>
      </fieldset>
      <p>{t('train.repeatable')}</p>
    </details>
  );
}
