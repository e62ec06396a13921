import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '#panels/shared/app-context.ts';
import { useFormat } from '#panels/shared/format.ts';
import type { EvaluationResult } from '#protocol/evaluation.ts';
import { Card } from '#ui/card.tsx';
import { HeatMap } from '#ui/heat-map.tsx';
import { type Choice, Mistakes } from './mistakes.tsx';

/** What was taken for what, and the images of any cell of it. */
export function Confusion({ result }: { readonly result: EvaluationResult }) {
  const { t } = useTranslation();
  const format = useFormat();
  const classNames = useApp((state) => state.dataset.summary?.classNames);
  const [choice, setChoice] = useState<Choice>({});
  const { confusion, worstMistakes } = result;
  const names = useMemo(
    () => confusion.map((_, index) => classNames?.[index] ?? String(index)),
    [confusion, classNames],
  );
  const name = (index: number) => names[index] ?? String(index);
  return (
    <>
      <Card title={t('evaluate.confusion')}>
        <p>{t('evaluate.confusionHelp')}</p>
        <HeatMap
          label={t('evaluate.confusion')}
          rowTitle={t('evaluate.truth')}
          columnTitle={t('evaluate.said')}
          names={names}
          values={confusion}
          format={format.whole}
          cellLabel={(row, column) =>
            t('evaluate.cellLabel', {
              count: confusion[row]?.[column] ?? 0,
              truth: name(row),
              said: name(column),
            })
          }
          rowLabel={(row) => t('evaluate.allOf', { name: name(row) })}
          onCell={(trueClass, predictedClass) => setChoice({ trueClass, predictedClass })}
          onRow={(trueClass) => setChoice({ trueClass })}
        />
      </Card>
      <Mistakes
        mistakes={worstMistakes}
        split={result.split}
        names={names}
        choice={choice}
        onShowAll={() => setChoice({})}
      />
    </>
  );
}
