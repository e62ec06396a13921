import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useActions, useApp } from '#panels/shared/app-context.ts';
import { useErrorText } from '#panels/shared/error-text.tsx';
import { useFormat } from '#panels/shared/format.ts';
import { useRunName } from '#panels/shared/run-name.ts';
import { splitFor } from '#store/evaluation.ts';
import { type Run, splitsOf } from '#store/run.ts';
import { Meter } from '#ui/meter.tsx';
import { Notice } from '#ui/notice.tsx';
import { Select } from '#ui/select.tsx';
import styles from './evaluate-place.module.css';
import { WeightsChoice } from './weights-choice.tsx';

const CROPS = ['oneCrop', 'tenCrops'] as const;

/** Choose the images, and measure. */
export function Measure({ run }: { readonly run: Run }) {
  const { t } = useTranslation();
  const { chooseSplit, chooseCrops, evaluate, cancelEvaluation } = useActions();
  const evaluation = useApp((state) => state.evaluation);
  const runName = useRunName();
  const format = useFormat();
  const errorText = useErrorText();
  const { request, error } = evaluation;
  const split = splitFor(run, evaluation);
  return (
    <>
      <WeightsChoice run={run} isDisabled={request !== undefined} />
      <Select
        label={t('evaluate.split')}
        value={split ?? ''}
        options={splitsOf(run).map((value) => ({ value, label: t(`evaluate.splits.${value}`) }))}
        disabled={request !== undefined}
        onChange={(chosen) => chosen !== '' && chooseSplit(chosen)}
      />
      {run.config.model.preprocessing !== undefined && (
        <Select
          label={t('measure.crops')}
          value={evaluation.crops}
          options={CROPS.map((value) => ({ value, label: t(`measure.crops_${value}`) }))}
          disabled={request !== undefined}
          onChange={chooseCrops}
        />
      )}
      <Button disabled={request !== undefined || split === undefined} onClick={evaluate}>
        {t('evaluate.start')}
      </Button>
      {request !== undefined && (
        <div className={styles['meter']}>
          <Meter
            label={t('status.evaluating', { run: runName(run) })}
            detail={t('evaluate.progress', {
              done: format.whole(request.done),
              total: format.whole(request.total),
            })}
            done={request.done}
            total={request.total}
            action={
              <Button size="xs" variant="default" onClick={cancelEvaluation}>
                {t('evaluate.cancel')}
              </Button>
            }
          />
        </div>
      )}
      {error !== undefined && <Notice kind="error">{errorText(error)}</Notice>}
    </>
  );
}
