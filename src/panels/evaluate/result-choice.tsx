import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useActions, useApp } from '#panels/shared/app-context.ts';
import { useFormat } from '#panels/shared/format.ts';
import { useRunName } from '#panels/shared/run-name.ts';
import { everyResult, type RunResult, resultKey } from '#store/runs.ts';
import { Select } from '#ui/select.tsx';

/** Which of the results so far to look at, each by its net, its data, its step and its images. */
export function ResultChoice({ shown }: { readonly shown: RunResult }) {
  const { t } = useTranslation();
  const { showResult } = useActions();
  const format = useFormat();
  const runName = useRunName();
  const runs = useApp((state) => state.runs);
  const results = useMemo(() => everyResult(runs), [runs]);
  if (results.length < 2) return null;
  return (
    <Select
      label={t('evaluate.results')}
      value={resultKey(shown)}
      options={results.map((entry) => ({
        value: resultKey(entry),
        label: t('evaluate.resultName', {
          // Two runs may have the same net and data.
          number: format.whole(runs.order.indexOf(entry.run.id) + 1),
          run: runName(entry.run),
          step: format.whole(entry.result.step),
          split: t(`evaluate.splits.${entry.result.split}`),
        }),
      }))}
      onChange={showResult}
    />
  );
}
