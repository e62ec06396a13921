import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useActions } from '#panels/shared/app-context.ts';
import type { ListedRun } from '#protocol/kept-run.ts';
import styles from './runs-place.module.css';

const LONGEST_NAME = 100;
const LONGEST_NOTE = 2000;
const MOST_TAGS = 20;
const LONGEST_TAG = 40;

/** What somebody may write about a run: a name, tags and a note. Each is kept when its field is left. */
export function RunWords({ run }: { readonly run: ListedRun }) {
  const { t } = useTranslation();
  const { changeRun } = useActions();
  const tags = run.tags.join(', ');
  return (
    <div className={styles['words']}>
      <TextInput
        // Another name that the engine reports takes the place of what stands there.
        key={`name ${run.name}`}
        size="xs"
        label={t('runs.name')}
        placeholder={t('runs.untitled')}
        defaultValue={run.name}
        maxLength={LONGEST_NAME}
        disabled={run.isElsewhere}
        onBlur={({ currentTarget: { value } }) => {
          if (value.trim() !== run.name) changeRun(run.id, { name: value.trim() });
        }}
      />
      <TextInput
        key={`tags ${tags}`}
        size="xs"
        label={t('runs.tags')}
        placeholder={t('runs.tagsHint')}
        defaultValue={tags}
        disabled={run.isElsewhere}
        onBlur={({ currentTarget: { value } }) => {
          const entered = tagsIn(value);
          if (entered.join() !== run.tags.join()) changeRun(run.id, { tags: entered });
        }}
      />
      <TextInput
        key={`note ${run.note}`}
        size="xs"
        label={t('runs.note')}
        defaultValue={run.note}
        maxLength={LONGEST_NOTE}
        disabled={run.isElsewhere}
        onBlur={({ currentTarget: { value } }) => {
          if (value.trim() !== run.note) changeRun(run.id, { note: value.trim() });
        }}
      />
    </div>
  );
}

/** Tags as they are typed: with a comma between them, Chinese or not; each once. */
function tagsIn(text: string): string[] {
  const tags = text.split(/[,，、]/).map((tag) => tag.trim().slice(0, LONGEST_TAG));
  return [...new Set(tags.filter((tag) => tag !== ''))].slice(0, MOST_TAGS);
}
