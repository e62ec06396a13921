import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RECIPE_FIELDS } from '#models/recipe-fields.ts';
import { NumberEntry } from '#panels/shared/number-entry.tsx';
import type { ListedRun } from '#protocol/kept-run.ts';
import type { RecipeChange } from '#protocol/run.ts';
import styles from './runs-place.module.css';

export interface MoreEpochsProps {
  readonly run: ListedRun;
  readonly isDisabled: boolean;
  readonly onGoOn: (change: RecipeChange) => void;
}

/** How long a run that has finished goes on. */
export function MoreEpochs({ run, isDisabled, onGoOn }: MoreEpochsProps) {
  const { t } = useTranslation();
  const { epochs, schedule } = run.config.recipe;
  const { max, whole } = RECIPE_FIELDS.epochs;
  const [isOpen, setOpen] = useState(false);
  const [wanted, setWanted] = useState(Math.min(max, 2 * epochs));
  if (epochs >= max) return null;
  if (!isOpen) {
    return (
      <Button size="xs" disabled={isDisabled} onClick={() => setOpen(true)}>
        {t('runs.moreEpochs')}
      </Button>
    );
  }
  return (
    <form
      className={styles['more']}
      onSubmit={(event) => {
        event.preventDefault();
        onGoOn({ epochs: wanted });
      }}
    >
      <NumberEntry
        label={t('runs.epochsInAll')}
        value={wanted}
        min={epochs + 1}
        max={max}
        whole={whole}
        onChange={setWanted}
      />
      {schedule !== 'constant' && <p className={styles['hint']}>{t('runs.scheduleStretches')}</p>}
      <span className={styles['actions']}>
        <Button size="xs" type="submit" disabled={isDisabled}>
          {t('runs.goOn')}
        </Button>
        <Button size="xs" variant="default" onClick={() => setOpen(false)}>
          {t('runs.cancel')}
        </Button>
      </span>
    </form>
  );
}
