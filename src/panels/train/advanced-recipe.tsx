import { Checkbox } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Augmentation, Recipe } from '#models/recipe.ts';
import { useActions, useApp } from '#panels/shared/app-context.ts';
import { SCHEDULES } from '#store/permalink.ts';
import { LIMITS } from '#store/set-up.ts';
import { NumberField } from '#ui/number-field.tsx';
import { Select } from '#ui/select.tsx';
import styles from './train-place.module.css';

type NumberKey<Of> = { [Key in keyof Of]: Of[Key] extends number ? Key : never }[keyof Of];

/** Percent in the field, a fraction in the recipe; rounded so that 0.07 does not show as 7.000000000000001. */
const toPercent = (fraction: number) => Number((fraction * 100).toFixed(4));
const percentLimits = ({ min, max }: { min: number; max: number }) => ({
  min: toPercent(min),
  max: toPercent(max),
  whole: false,
});

export function AdvancedRecipe({ isBusy }: { readonly isBusy: boolean }) {
  const { t } = useTranslation();
  const { changeRecipe, changeDraft } = useActions();
  const { recipe, validationFraction, seed } = useApp((state) => state.draft);
  const { augmentation } = recipe;
  const changeAugmentation = (change: Partial<Augmentation>) =>
    changeRecipe({ augmentation: { ...augmentation, ...change } });
  const field = (key: NumberKey<Recipe>, label: string) => (
    <NumberField
      label={label}
      value={recipe[key]}
      {...LIMITS[key]}
      disabled={isBusy}
      onChange={(value) => changeRecipe({ [key]: value })}
    />
  );
  return (
    <details>
      <summary>{t('train.advanced')}</summary>
      <div className={styles['fields']}>
        <Select
          label={t('train.schedule')}
          value={recipe.schedule}
          options={SCHEDULES.map((value) => ({ value, label: t(`train.schedules.${value}`) }))}
          disabled={isBusy}
          onChange={(schedule) => changeRecipe({ schedule })}
        />
        {recipe.schedule !== 'oneCycle' && field('warmupSteps', t('train.warmupSteps'))}
        {recipe.schedule === 'step' && field('stepEpochs', t('train.stepEpochs'))}
        {recipe.schedule === 'step' && field('stepFactor', t('train.stepFactor'))}
        {recipe.optimizer !== 'sgd' && field('momentum', t('train.momentum'))}
        {field('weightDecay', t('train.weightDecay'))}
        <NumberField
          label={t('train.validation')}
          value={toPercent(validationFraction)}
          {...percentLimits(LIMITS.validationFraction)}
          disabled={isBusy}
          onChange={(percent) => changeDraft({ validationFraction: percent / 100 })}
        />
        <NumberField
          label={t('train.seed')}
          value={seed}
          {...LIMITS.seed}
          disabled={isBusy}
          onChange={(value) => changeDraft({ seed: value })}
        />
      </div>
      <fieldset>
        <legend>{t('train.augmentation')}</legend>
        <div className={styles['fields']}>
          <NumberField
            label={t('train.shift')}
            value={augmentation.shiftPixels}
            {...LIMITS.shiftPixels}
            disabled={isBusy}
            onChange={(shiftPixels) => changeAugmentation({ shiftPixels })}
          />
          <NumberField
            label={t('train.rotation')}
            value={augmentation.rotationDegrees}
            {...LIMITS.rotationDegrees}
            disabled={isBusy}
            onChange={(rotationDegrees) => changeAugmentation({ rotationDegrees })}
          />
          <NumberField
            label={t('train.scale')}
            value={toPercent(augmentation.scaleFraction)}
            {...percentLimits(LIMITS.scaleFraction)}
            disabled={isBusy}
            onChange={(percent) => changeAugmentation({ scaleFraction: percent / 100 })}
          />
        </div>
        <Checkbox
          label={t('train.flip')}
          checked={augmentation.flip}
          disabled={isBusy}
          onChange={({ currentTarget }) => changeAugmentation({ flip: currentTarget.checked })}
        />
      </fieldset>
      <p>{t('train.repeatable')}</p>
    </details>
  );
}
