import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useActions, useApp } from '#panels/shared/app-context.ts';
import { useFormat } from '#panels/shared/format.ts';
import type { EngineError } from '#protocol/errors.ts';
import { runsToMakeRoom } from '#store/kept-runs.ts';
import { currentRun } from '#store/runs.ts';
import { Notice } from '#ui/notice.tsx';
import { useKeptRunName } from './kept-run-name.ts';

/** Where the size of what was to be written is not known. */
const SOME_BYTES = 1e6;

/** Says that there is no room for a run, and offers to delete others by the rule that it states. */
export function RoomOffer({ error }: { readonly error: EngineError }) {
  const { t } = useTranslation();
  const format = useFormat();
  const runName = useKeptRunName();
  const { makeRoom, goTo } = useActions();
  const keptRuns = useApp((state) => state.keptRuns);
  const currentId = useApp((state) => currentRun(state.runs)?.id);
  const neededBytes = Number(error.details['neededBytes'] ?? SOME_BYTES);
  const runs = runsToMakeRoom(keptRuns, neededBytes, currentId);
  return (
    <Notice
      kind="error"
      actions={
        <>
          {runs !== undefined && (
            <Button size="xs" onClick={() => makeRoom(runs.map(({ id }) => id))}>
              {t('runs.makeRoom', { number: runs.length })}
            </Button>
          )}
          <Button size="xs" variant="default" onClick={() => goTo('runs')}>
            {t('runs.showRuns')}
          </Button>
        </>
      }
    >
      <p>{t('runs.noRoom', { size: format.bytes(neededBytes) })}</p>
      <p>
        {runs === undefined
          ? t('runs.noRoomToMake')
          : t('runs.roomRule', { runs: runs.map(runName).join(t('backend.between')) })}
      </p>
    </Notice>
  );
}
