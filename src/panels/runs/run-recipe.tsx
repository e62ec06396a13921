import { useTranslation } from 'react-i18next';
import { isUsed, type Recipe } from '#models/recipe.ts';
import {
  AUGMENTATION_FIELDS,
  type Field,
  type Fields,
  RECIPE_FIELDS,
  RUN_FIELDS,
  type ValueOf,
} from '#models/recipe-fields.ts';
import { type FieldName, useFieldText } from '#panels/shared/field-text.ts';
import { useFormat } from '#panels/shared/format.ts';
import type { ListedRun } from '#protocol/kept-run.ts';
import styles from './runs-place.module.css';

/** The set-up of a run, and the recipes that it went by before. */
export function RunRecipe({ run }: { readonly run: ListedRun }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { config, backend, appVersion, earlierRecipes } = run;
  return (
    <>
      <dl className={styles['facts']}>
        <RecipeFacts recipe={config.recipe} />
        {entriesOf(RUN_FIELDS).map(([name, field]) => (
          <FieldFact key={name} name={name} field={field} value={config[name]} />
        ))}
        <div>
          <dt>{t('train.backend')}</dt>
          <dd>{t(`backend.${backend.name}`)}</dd>
        </div>
        <div>
          <dt>{t('runs.appVersion')}</dt>
          <dd>{appVersion}</dd>
        </div>
      </dl>
      {earlierRecipes.map(({ untilStep, recipe }) => (
        <section key={`${untilStep} ${recipe.learningRate} ${recipe.epochs}`}>
          <h3>{t('runs.earlier', { step: format.whole(untilStep) })}</h3>
          <dl className={styles['facts']}>
            <RecipeFacts recipe={recipe} />
          </dl>
        </section>
      ))}
    </>
  );
}

function RecipeFacts({ recipe }: { readonly recipe: Recipe }) {
  return (
    <>
      {entriesOf(RECIPE_FIELDS).map(
        ([name, field]) =>
          isUsed(field, recipe) && <FieldFact key={name} name={name} field={field} value={recipe[name]} />,
      )}
      {entriesOf(AUGMENTATION_FIELDS).map(
        // One that is off is none.
        ([name, field]) =>
          Boolean(recipe.augmentation[name]) && (
            <FieldFact key={name} name={name} field={field} value={recipe.augmentation[name]} />
          ),
      )}
    </>
  );
}

const entriesOf = <Of extends Fields>(fields: Of) => Object.entries(fields) as (readonly [keyof Of, Field])[];

interface FieldFactProps {
  readonly name: FieldName;
  readonly field: Field;
  readonly value: ValueOf<Field>;
}

function FieldFact({ name, field, value }: FieldFactProps) {
  const text = useFieldText();
  return (
    <div>
      <dt>{text.name(name)}</dt>
      <dd>{text.value(name, field, value)}</dd>
    </div>
  );
}
