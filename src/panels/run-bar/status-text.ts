import { useTranslation } from 'react-i18next';
import { useApp } from '#panels/shared/app-context.ts';
import { useFormat } from '#panels/shared/format.ts';
import { useNetName } from '#panels/shared/net-name.ts';
import { chosenDataset } from '#store/dataset.ts';

/** One sentence on where things stand. It changes with the state and the epoch, never with the step. */
export function useStatusText(): string {
  const { t } = useTranslation();
  const format = useFormat();
  const netName = useNetName();
  const run = useApp((state) => state.run);
  const draft = useApp((state) => state.draft);
  const isEvaluating = useApp((state) => state.evaluation.status === 'running');
  const hasBackend = useApp((state) => state.engine.backend !== undefined);
  const data = useApp((state) => state.dataset.status);
  const chosen = useApp((state) => chosenDataset(state.dataset));
  const config = run.config ?? draft;
  const names = {
    model: netName(config.model),
    dataset: t(`dataset.named.${chosen}`),
  };
  if (isEvaluating) return t('status.evaluating');
  switch (run.status) {
    case 'none':
      if (data === 'loading') return t('status.loadingData', names);
      if (data !== 'ready') return t('status.noData');
      return hasBackend ? t('status.ready', names) : t('status.preparing');
    case 'running':
      return t('status.running', {
        ...names,
        epoch: run.epoch,
        epochs: config.recipe.epochs,
      });
    case 'paused':
      return t('status.paused', { step: format.whole(run.pausedStep) });
    case 'finished': {
      const duration = format.duration(run.elapsedMs);
      const error = run.epochs.at(-1)?.validation?.top1Error;
      return error === undefined
        ? t('status.finished', { duration })
        : t('status.finishedWithError', { duration, error: format.error(error) });
    }
    case 'stopped':
      return t('status.stopped', { duration: format.duration(run.elapsedMs) });
    default:
      return t(`status.${run.status}`, names);
  }
}
