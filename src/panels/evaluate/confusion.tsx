import { Button } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClassNames } from '#panels/shared/class-names.ts';
import { useFormat } from '#panels/shared/format.ts';
import { useRunName } from '#panels/shared/run-name.ts';
import { useColorScheme } from '#panels/shared/use-color-scheme.ts';
import type { RunResult } from '#store/runs.ts';
import { Card } from '#ui/card.tsx';
import { HeatMap } from '#ui/heat-map.tsx';
import { ScrollTable } from '#ui/scroll-table.tsx';
import { mostConfused } from './confused.ts';
import { type Choice, Mistakes } from './mistakes.tsx';

/** So many pairs of classes stand in the table. */
const PAIRS = 20;

/** What was taken for what, and the images of any cell of it. */
export function Confusion({ run, result }: RunResult) {
  const { t } = useTranslation();
  const format = useFormat();
  const runName = useRunName();
  const classNames = useClassNames(run.data);
  const theme = useColorScheme();
  const [choice, setChoice] = useState<Choice>({});
  const { confusion, worstMistakes } = result;
  const names = useMemo(
    () => confusion.map((_, index) => classNames[index] ?? String(index)),
    [confusion, classNames],
  );
  const pairs = useMemo(() => mostConfused(confusion, PAIRS), [confusion]);
  const name = (index: number) => names[index] ?? String(index);
  return (
    <>
      <Card title={t('evaluate.confusion')}>
        <p>{runName(run)}</p>
        <p>{t('evaluate.confusionHelp')}</p>
        <HeatMap
          label={t('evaluate.confusion')}
          rowTitle={t('evaluate.truth')}
          columnTitle={t('evaluate.said')}
          names={names}
          values={confusion}
          theme={theme}
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
        {pairs.length > 0 && (
          <details>
            <summary>{t('evaluate.mostConfused')}</summary>
            <ScrollTable
              caption={t('evaluate.mostConfused')}
              columns={[
                t('evaluate.truth'),
                t('evaluate.said'),
                t('evaluate.images'),
                t('evaluate.mistakes'),
              ]}
              rows={pairs.map(({ trueClass, predictedClass, count }) => [
                name(trueClass),
                name(predictedClass),
                format.whole(count),
                <Button
                  key="show"
                  size="xs"
                  variant="default"
                  aria-label={t('evaluate.mistakesOf', {
                    truth: name(trueClass),
                    said: name(predictedClass),
                  })}
                  onClick={() => setChoice({ trueClass, predictedClass })}
                >
                  {t('evaluate.show')}
                </Button>,
              ])}
            />
          </details>
        )}
      </Card>
      <Mistakes
        run={run}
        mistakes={worstMistakes}
        split={result.split}
        names={names}
        choice={choice}
        onShowAll={() => setChoice({})}
      />
    </>
  );
}
