import { Button, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useActions } from '#panels/shared/app-context.ts';
import type { ListedRun } from '#protocol/run.ts';
import styles from './runs-place.module.css';

const LONGEST_NAME = 100;

/** A run's star, what it trains on what, and the name that somebody may give it. */
export function RunLabel({ run, title }: { readonly run: ListedRun; readonly title: string }) {
  const { t } = useTranslation();
  const { changeRun } = useActions();
  return (
    <>
      <span className={styles['actions']}>
        <Button
          size="xs"
          variant="default"
          aria-label={t('runs.star', { run: run.name || title })}
          aria-pressed={run.isStarred}
          disabled={run.isElsewhere}
          onClick={() => changeRun(run.id, { isStarred: !run.isStarred })}
        >
          {run.isStarred ? '★' : '☆'}
        </Button>
        {title}
      </span>
      <TextInput
        // Another name that the engine reports takes the place of what stands there.
        key={run.name}
        size="xs"
        aria-label={t('runs.name')}
        placeholder={t('runs.untitled')}
        defaultValue={run.name}
        maxLength={LONGEST_NAME}
        disabled={run.isElsewhere}
        onBlur={({ currentTarget: { value } }) => {
          if (value.trim() !== run.name) changeRun(run.id, { name: value.trim() });
        }}
      />
    </>
  );
}
