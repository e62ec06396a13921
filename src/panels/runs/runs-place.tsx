import { Button, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useActions, useApp } from '#panels/shared/app-context.ts';
import { useCurrentRun } from '#panels/shared/current-run.tsx';
import type { ListedRun } from '#protocol/kept-run.ts';
import { findRuns } from '#store/kept-runs.ts';
import { isActive } from '#store/run.ts';
import { Notice } from '#ui/notice.tsx';
import { useKeptRunName } from './kept-run-name.ts';
import { Protection } from './protection.tsx';
import { RunCard } from './run-card.tsx';
import styles from './runs-place.module.css';

/** With so many runs or fewer, all are seen at a glance. */
const SEARCHED_FROM = 2;

/** Every run that this browser keeps, the starred ones first. */
export default function RunsPlace() {
  const { t } = useTranslation();
  const runName = useKeptRunName();
  const { listRuns, forgetRemoved, undoRemoval } = useActions();
  const { runs, canKeep, removedId, moving } = useApp((state) => state.keptRuns);
  const current = useCurrentRun();
  const [words, setWords] = useState('');
  useEffect(() => {
    listRuns();
    return forgetRemoved;
  }, [listRuns, forgetRemoved]);
  const removed = runs.find(({ id }) => id === removedId);
  const left = runs
    .filter(({ id }) => id !== removedId)
    .toSorted((a, b) => Number(b.isStarred) - Number(a.isStarred));
  const titleOf = (run: ListedRun) => runName({ ...run, name: '' });
  const found = findRuns(left, words, (run) => [titleOf(run), run.name, run.note, ...run.tags].join(' '));
  return (
    <div className={styles['place']}>
      <h1>{t('runs.title')}</h1>
      {canKeep === false && <Notice kind="info">{t('runs.cannotKeep')}</Notice>}
      {canKeep === true && left.length > 0 && <Protection />}
      {removed !== undefined && (
        <Notice
          kind="info"
          actions={
            <Button size="xs" variant="default" onClick={undoRemoval}>
              {t('runs.undo')}
            </Button>
          }
        >
          {t('runs.removed', { run: runName(removed) })}
        </Notice>
      )}
      <div className={styles['tools']}>
        {left.length >= SEARCHED_FROM && (
          <TextInput
            className={styles['search']}
            type="search"
            label={t('runs.search')}
            placeholder={t('runs.searchHint')}
            value={words}
            onChange={({ currentTarget }) => setWords(currentTarget.value)}
          />
        )}
        <Import />
      </div>
      {canKeep !== undefined && left.length === 0 && <p>{t('runs.empty')}</p>}
      {left.length > 0 && found.length === 0 && <p>{t('runs.noneFound')}</p>}
      <ul className={styles['list']} aria-label={t('runs.title')}>
        {found.map((run) => (
          <RunCard
            key={run.id}
            run={run}
            title={titleOf(run)}
            isCurrent={run.id === current?.id}
            isBusy={isActive(current)}
            isMoving={moving !== undefined}
          />
        ))}
      </ul>
    </div>
  );
}

/** Takes in a run that was saved on this computer or another. */
function Import() {
  const { t } = useTranslation();
  const { importRun } = useActions();
  const moving = useApp((state) => state.keptRuns.moving);
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button variant="default" disabled={moving !== undefined} onClick={() => input.current?.click()}>
        {t('runs.import')}
      </Button>
      <input
        ref={input}
        type="file"
        accept=".zoorun"
        hidden
        aria-label={t('runs.import')}
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          if (file !== undefined) importRun(file);
          currentTarget.value = '';
        }}
      />
      <span aria-live="polite">{moving !== undefined && t(`runs.moving_${moving.kind}`)}</span>
    </>
  );
}
