import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useActions, useApp } from '#panels/shared/app-context.ts';
import { useErrorText } from '#panels/shared/error-text.tsx';
import { useFormat } from '#panels/shared/format.ts';
import type { Split } from '#protocol/run-config.ts';
import { Card } from '#ui/card.tsx';
import { Meter } from '#ui/meter.tsx';
import { Notice } from '#ui/notice.tsx';
import { Select } from '#ui/select.tsx';
import styles from './evaluate-place.module.css';

/** Choose the images, and measure. */
export function Measure() {
  const { t } = useTranslation();
  const { chooseSplit, evaluate, cancelEvaluation } = useActions();
  const { status, split, done, total, error } = useApp((state) => state.evaluation);
  const hasValidation = useApp((state) => state.run.validationCount > 0);
  const format = useFormat();
  const errorText = useErrorText();
  const splits: readonly Split[] = hasValidation ? ['test', 'validation', 'train'] : ['test', 'train'];
  const isRunning = status === 'running';
  return (
    <Card title={t('evaluate.start')}>
      <div className={styles['row']}>
        <Select
          label={t('evaluate.split')}
          value={split}
          options={splits.map((value) => ({ value, label: t(`evaluate.splits.${value}`) }))}
          disabled={isRunning}
          onChange={chooseSplit}
        />
        <Button disabled={isRunning} onClick={evaluate}>
          {t('evaluate.start')}
        </Button>
      </div>
      {isRunning && (
        <Meter
          label={t('status.evaluating')}
          detail={t('evaluate.progress', { done: format.whole(done), total: format.whole(total) })}
          done={done}
          total={total}
          action={
            <Button size="xs" variant="default" onClick={cancelEvaluation}>
              {t('evaluate.cancel')}
            </Button>
          }
        />
      )}
      {status === 'failed' && error !== undefined && <Notice kind="error">{errorText(error)}</Notice>}
    </Card>
  );
}
