import { Checkbox } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { isUsed } from '#models/recipe.ts';
import type { Field, Fields, ValueOf, ValuesOf } from '#models/recipe-fields.ts';
import { useApp } from '#panels/shared/app-context.ts';
import { useIsBusy } from '#panels/shared/current-run.tsx';
import type { ChoiceWords, FieldName } from '#panels/shared/field-text.ts';
import { NumberEntry } from '#panels/shared/number-entry.tsx';
import { fromPercent, percentLimits, toPercent } from '#panels/shared/percent.ts';
import { useMeaning } from '#panels/shared/term-line.tsx';
import type { Term } from '#panels/shared/terms.ts';
import { Select } from '#ui/select.tsx';
import styles from './train-place.module.css';

/** The terms that fields are about. */
const TERM_OF: Partial<Readonly<Record<FieldName, Term>>> = {
  batchSize: 'batch',
  learningRate: 'learningRate',
  optimizer: 'optimizer',
  schedule: 'schedule',
  weightDecay: 'weightDecay',
  validationFraction: 'heldOut',
  seed: 'seed',
};

interface RecipeFieldsProps<Of extends Fields> {
  readonly fields: Of;
  readonly group: Field['group'];
  readonly values: ValuesOf<Of>;
  readonly onChange: (change: Partial<ValuesOf<Of>>) => void;
}

/** A table's fields in one group of the form, without those that the recipe as it is makes no use of. */
export function RecipeFields<Of extends Fields>({ fields, group, values, onChange }: RecipeFieldsProps<Of>) {
  const recipe = useApp((state) => state.draft.recipe);
  return Object.entries(fields)
    .filter(([, field]) => field.group === group && isUsed(field, recipe))
    .map(([name, field]) => (
      <RecipeField
        key={name}
        name={name as FieldName}
        field={field}
        value={values[name] as ValueOf<Field>}
        onChange={(value) => onChange({ [name]: value } as Partial<ValuesOf<Of>>)}
      />
    ));
}

interface RecipeFieldProps {
  readonly name: FieldName;
  readonly field: Field;
  readonly value: ValueOf<Field>;
  readonly onChange: (value: ValueOf<Field>) => void;
}

function RecipeField({ name, field, value, onChange }: RecipeFieldProps) {
  const { t } = useTranslation();
  const isBusy = useIsBusy();
  const label = t(`train.fields.${name}`);
  const term = TERM_OF[name];
  const meaningOf = useMeaning();
  const help = term === undefined ? undefined : meaningOf(term);
  switch (field.kind) {
    case 'number': {
      const inPercent = field.percent === true;
      return (
        <NumberEntry
          label={label}
          value={inPercent ? toPercent(Number(value)) : Number(value)}
          {...(inPercent ? percentLimits(field) : field)}
          disabled={isBusy}
          help={help}
          onChange={(entered) => onChange(inPercent ? fromPercent(entered) : entered)}
        />
      );
    }
    case 'choice':
      return (
        <Select
          label={label}
          value={String(value)}
          options={field.values.map((option) => ({
            value: option,
            label: t(`train.choices.${name}.${option}` as ChoiceWords),
          }))}
          disabled={isBusy}
          help={help}
          onChange={onChange}
        />
      );
    case 'switch':
      return (
        <Checkbox
          className={styles['wholeRow']}
          label={label}
          checked={value === true}
          disabled={isBusy}
          onChange={({ currentTarget }) => onChange(currentTarget.checked)}
        />
      );
  }
}
