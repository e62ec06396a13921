import { useTranslation } from 'react-i18next';
import type {
  AUGMENTATION_FIELDS,
  Field,
  RECIPE_FIELDS,
  RUN_FIELDS,
  ValueOf,
} from '#models/recipe-fields.ts';
import { toPercent } from './percent.ts';

type Tables = typeof RECIPE_FIELDS & typeof AUGMENTATION_FIELDS & typeof RUN_FIELDS;
export type FieldName = keyof Tables;
type ChoiceName = { [Key in FieldName]: Tables[Key]['kind'] extends 'choice' ? Key : never }[FieldName];
export type ChoiceWords = { [Key in ChoiceName]: `train.choices.${Key}.${ValueOf<Tables[Key]>}` }[ChoiceName];

/** A field of a set-up and its value, in words. */
export function useFieldText() {
  const { t, i18n } = useTranslation();
  const number = new Intl.NumberFormat(i18n.language, { maximumSignificantDigits: 10, useGrouping: false });
  return {
    name: (name: FieldName) => t(`train.fields.${name}`),
    value(name: FieldName, field: Field, value: ValueOf<Field>): string {
      switch (field.kind) {
        case 'number':
          return number.format(field.percent === true ? toPercent(Number(value)) : Number(value));
        case 'choice':
          return t(`train.choices.${name}.${value}` as ChoiceWords);
        case 'switch':
          return t(value === true ? 'train.on' : 'train.off');
      }
    },
  };
}
