import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { findArchitecture } from '#models/registry.ts';
import { useActions, useApp } from '#panels/shared/app-context.ts';
import { OPTIMIZERS } from '#store/permalink.ts';
import { presetRecipe } from '#store/recipes.ts';
import { isActive } from '#store/run.ts';
import { LIMITS } from '#store/run-config.ts';
import { currentRun } from '#store/runs.ts';
import { Card } from '#ui/card.tsx';
import { NumberField } from '#ui/number-field.tsx';
import { Select } from '#ui/select.tsx';
import { AdvancedRecipe } from './advanced-recipe.tsx';
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
          const isChosen = JSON.stringify(preset) === JSON.stringify(recipe);
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
        <NumberField
          label={t('train.epochs')}
          value={recipe.epochs}
          {...LIMITS.epochs}
          disabled={isBusy}
          onChange={(epochs) => changeRecipe({ epochs })}
        />
        <NumberField
          label={t('train.batchSize')}
          value={recipe.batchSize}
          {...LIMITS.batchSize}
          disabled={isBusy}
          onChange={(batchSize) => changeRecipe({ batchSize })}
        />
        <NumberField
          label={t('train.learningRate')}
          value={recipe.learningRate}
          {...LIMITS.learningRate}
          disabled={isBusy}
          onChange={(learningRate) => changeRecipe({ learningRate })}
        />
        <Select
          label={t('train.optimizer')}
          value={recipe.optimizer}
          options={OPTIMIZERS.map((value) => ({ value, label: t(`train.optimizers.${value}`) }))}
          disabled={isBusy}
          onChange={(optimizer) => changeRecipe({ optimizer })}
        />
      </div>
      <AdvancedRecipe isBusy={isBusy} />
    </Card>
  );
}
