import { useTranslation } from 'react-i18next';
import { useActions, useApp } from '#panels/shared/app-context.ts';
import { useFormat } from '#panels/shared/format.ts';
import { isActive, type Run } from '#store/run.ts';
import { Select } from '#ui/select.tsx';

/** Which weights of a run its net has: the newest, or those of its best epoch where they are others. */
export function WeightsChoice({ run, isDisabled }: { readonly run: Run; readonly isDisabled: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { openRun } = useActions();
  const isOpening = useApp((state) => state.keptRuns.opening !== undefined);
  const { best, step } = run;
  if (best === undefined || best.step === step) return null;
  return (
    <Select
      label={t('evaluate.weights')}
      value={run.weights}
      options={[
        { value: 'newest', label: t('evaluate.weights_newest', { step: format.whole(step) }) },
        {
          value: 'best',
          label: t('evaluate.weights_best', { epoch: best.epoch, error: format.error(best.top1Error) }),
        },
      ]}
      // A run that has only paused keeps the net that it goes on with.
      disabled={isDisabled || isOpening || isActive(run)}
      onChange={(weights) => openRun(run.id, { weights })}
    />
  );
}
