import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useActions } from '#panels/shared/app-context.ts';
import { useFormat } from '#panels/shared/format.ts';
import type { ListedRun } from '#protocol/kept-run.ts';
import { useDateText } from './date-text.ts';
import { RunActions, type RunActionsProps } from './run-actions.tsx';
import { RunRecipe } from './run-recipe.tsx';
import { RunWords } from './run-words.tsx';
import styles from './runs-place.module.css';

export interface RunCardProps extends RunActionsProps {
  /** Its net and its data. */
  readonly title: string;
}

/** One kept run: what it is, what it came to, and what can be done with it. */
export function RunCard({ title, ...props }: RunCardProps) {
  const { run } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const dateText = useDateText();
  const { changeRun } = useActions();
  const status = t(`runs.status_${run.isElsewhere ? 'elsewhere' : run.status}`);
  const error = errorOf(run);
  return (
    <li className={styles['card']} data-run={run.id}>
      <div className={styles['head']}>
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
        <h2 className={styles['title']}>{run.name || title}</h2>
        {run.tags.map((tag) => (
          <span key={tag} className={styles['tag']}>
            {tag}
          </span>
        ))}
      </div>
      <dl className={styles['facts']}>
        {run.name !== '' && <Fact term={t('runs.run')} value={title} />}
        <Fact term={t('runs.status')} value={status} />
        <Fact
          term={t('runs.progress')}
          value={t('runs.steps', { step: format.whole(run.step), total: format.whole(run.plan.totalSteps) })}
        />
        {error !== undefined && (
          <Fact term={t(`runs.error_${error.split}`)} value={format.error(error.top1Error)} />
        )}
        {run.best !== undefined && (
          <Fact
            term={t('runs.best')}
            value={t('runs.bestEpoch', { error: format.error(run.best.top1Error), epoch: run.best.epoch })}
          />
        )}
        <Fact term={t('runs.time')} value={format.duration(run.elapsedMs)} />
        <Fact term={t('runs.date')} value={dateText(run.startedAt)} />
        <Fact term={t('runs.size')} value={format.bytes(run.sizeBytes)} />
      </dl>
      {run.note !== '' && <p className={styles['note']}>{run.note}</p>}
      <RunActions {...props} />
      <details>
        <summary>{t('runs.details')}</summary>
        <RunWords run={run} />
        <RunRecipe run={run} />
      </details>
    </li>
  );
}

function Fact({ term, value }: { readonly term: string; readonly value: string }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{value}</dd>
    </div>
  );
}

/** On the test split where it was measured, else on the held-out images. */
function errorOf({ evaluations, epochs }: ListedRun) {
  const tested = evaluations.find(({ split }) => split === 'test');
  if (tested !== undefined) return { split: 'test', top1Error: tested.top1Error } as const;
  const validation = epochs.at(-1)?.validation;
  return validation && ({ split: 'validation', top1Error: validation.top1Error } as const);
}
