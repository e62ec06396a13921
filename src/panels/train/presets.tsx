import { useTranslation } from 'react-i18next';
import { isSameRecipe } from '#models/recipe.ts';
import { findArchitecture } from '#models/registry.ts';
import { useActions, useApp } from '#panels/shared/app-context.ts';
import { useIsBusy } from '#panels/shared/current-run.tsx';
import { useFormat } from '#panels/shared/format.ts';
import { presetRecipe } from '#store/recipes.ts';
import { isSpeedOf } from '#store/speed.ts';
import styles from './train-place.module.css';
import { useMeasuredSpeed } from './use-measured-speed.ts';

/** The ready-made recipes, each with its epochs and how long it takes on this computer. */
export function Presets() {
  const { t } = useTranslation();
  const format = useFormat();
  const { changeRecipe } = useActions();
  const recipe = useApp((state) => state.draft.recipe);
  const architecture = findArchitecture(useApp((state) => state.draft.model.id));
  const isBusy = useIsBusy();
  const epochMs = useApp(({ speed, draft }) =>
    speed.status === 'measured' && isSpeedOf(speed, draft) ? speed.epochMs : undefined,
  );
  useMeasuredSpeed();
  return (
    <fieldset className={styles['presets']}>
      <legend>{t('train.recipe')}</legend>
      <div className={styles['choices']}>
        {(['quick', 'recommended'] as const).map((name) => {
          const preset = presetRecipe(name, architecture);
          const isChosen = isSameRecipe(preset, recipe);
          return (
            <button
              key={name}
              type="button"
              className={styles['choice']}
              aria-pressed={isChosen}
              disabled={isBusy}
              onClick={() => changeRecipe(preset)}
            >
              <span>{t(`train.preset_${name}`)}</span>{' '}
              <span className={styles['minutes']}>
                {t('train.presetEpochs', { count: preset.epochs })}
                {epochMs !== undefined &&
                  ` · ${t('train.about', { duration: format.roughDuration(epochMs * preset.epochs) })}`}
              </span>
            </button>
          );
        })}
      </div>
    </fieldset>
  );
}
