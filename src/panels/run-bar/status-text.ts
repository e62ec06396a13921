import { useTranslation } from 'react-i18next';
import { useApp } from '#panels/shared/app-context.ts';
import { useDatasetName } from '#panels/shared/dataset-name.ts';
import { useFormat } from '#panels/shared/format.ts';
import { useNetName } from '#panels/shared/net-name.ts';
import { useRunName } from '#panels/shared/run-name.ts';
import { useImages } from '#panels/shared/use-images.ts';
import { chosenDataset, isAwaitingFiles } from '#store/dataset.ts';
import type { Run } from '#store/run.ts';
import { currentRun } from '#store/runs.ts';
import { judgeRun } from '#store/verdict.ts';

/** One sentence on where things stand. It changes with the state and the epoch, never with the step. */
export function useStatusText(): string {
  const { t } = useTranslation();
  const run = useApp((state) => currentRun(state.runs));
  const isEvaluating = useApp((state) => state.evaluation.request !== undefined);
  const runName = useRunName();
  const runText = useRunText();
  const readyText = useReadyText();
  if (run === undefined) return readyText;
  return isEvaluating ? t('status.evaluating', { run: runName(run) }) : runText(run);
}

/** Before the first run. */
function useReadyText(): string {
  const { t } = useTranslation();
  const netName = useNetName();
  const datasetName = useDatasetName();
  const model = useApp((state) => state.draft.model);
  const hasBackend = useApp((state) => state.engine.backend !== undefined);
  const data = useApp((state) => state.dataset);
  const images = useImages();
  const dataset = datasetName(chosenDataset(data));
  if (data.status === 'loading') return t('status.loadingData', { dataset });
  if (isAwaitingFiles(data)) return t('status.awaitingFiles', { dataset });
  if (data.summary === undefined) return t('status.noData');
  return hasBackend ? t('status.ready', { model: netName(model, images), dataset }) : t('status.preparing');
}

function useRunText(): (run: Run) => string {
  const { t } = useTranslation();
  const format = useFormat();
  const runName = useRunName();
  const datasetName = useDatasetName();
  const chosen = useApp((state) => chosenDataset(state.dataset));
  const isComparing = useApp((state) => state.timings.request !== undefined);
  return (run) => {
    const words = {
      run: runName(run),
      duration: format.duration(run.elapsedMs),
      step: format.whole(run.step),
      epoch: run.epoch,
      epochs: run.config.recipe.epochs,
    };
    if (run.status === 'waiting') {
      return isComparing ? t('status.comparing') : t('status.waiting', { dataset: datasetName(chosen) });
    }
    if (run.status === 'stopped' && run.step === 0 && run.origin !== undefined) {
      return t('weights.status', { ...words, file: run.origin.file });
    }
    if (run.status !== 'finished') return t(`status.${run.status}`, words);
    const error = run.epochs.at(-1)?.validation?.top1Error;
    const finished =
      error === undefined
        ? t('status.finished', words)
        : t('status.finishedWithError', { ...words, error: format.error(error) });
    const verdict = judgeRun(run);
    return verdict === undefined ? finished : `${finished} ${t(`status.verdict.${verdict}`)}`;
  };
}
