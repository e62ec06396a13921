import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '#panels/shared/error-text.tsx';
import { useFormat } from '#panels/shared/format.ts';
import { useAnswers } from '#panels/shared/use-answers.ts';
import type { Answers } from '#protocol/evaluation.ts';
import type { ComparedRun } from '#store/compared-run.ts';
import { SIGNIFICANCE } from '#store/measures/mcnemar.ts';
import { PAIR_KINDS, type PairKind, pairOf } from '#store/measures/pair.ts';
import { Card } from '#ui/card.tsx';
import { Notice } from '#ui/notice.tsx';
import { ScrollTable } from '#ui/scroll-table.tsx';
import { Select } from '#ui/select.tsx';
import styles from './compare-place.module.css';
import type { ComparedProps } from './compared-table.tsx';
import { PairImages } from './pair-images.tsx';
import { PairMatrix } from './pair-matrix.tsx';

/** Two of the runs on the same images. */
export function ComparedPair({ runs, labels }: Omit<ComparedProps, 'netIds'>) {
  const { t } = useTranslation();
  const measured = runs.filter(({ result }) => result !== undefined);
  const [chosen, setChosen] = useState<readonly [first?: string | undefined, second?: string | undefined]>(
    [],
  );
  const first = measured.find(({ run }) => run.id === chosen[0]) ?? measured[0];
  const isComparable = (other: ComparedRun) =>
    other !== first &&
    other.run.data.fingerprint === first?.run.data.fingerprint &&
    (other.result?.split === 'test') === (first.result?.split === 'test');
  const others = measured.filter(isComparable);
  const second = others.find(({ run }) => run.id === chosen[1]) ?? others[0];
  const options = (of: readonly ComparedRun[]) =>
    of.map(({ run }) => ({ value: run.id, label: labels[run.id] ?? run.id }));
  if (first === undefined || second === undefined) {
    return (
      <Card title={t('compare.pair')}>
        <p>{t('compare.noPair')}</p>
        {measured.length > 1 && (
          <Select
            label={t('compare.first')}
            value={first?.run.id ?? ''}
            options={options(measured)}
            onChange={(id) => setChosen([id, chosen[1]])}
          />
        )}
      </Card>
    );
  }
  return (
    <Card title={t('compare.pair')}>
      <div className={styles['row']}>
        <Select
          label={t('compare.first')}
          value={first.run.id}
          options={options(measured)}
          onChange={(id) => setChosen([id, second.run.id])}
        />
        <Select
          label={t('compare.second')}
          value={second.run.id}
          options={options(others)}
          onChange={(id) => setChosen([first.run.id, id])}
        />
      </div>
      <Read
        key={`${first.run.id} ${second.run.id}`}
        first={first}
        second={second}
        names={[labels[first.run.id] ?? '', labels[second.run.id] ?? '']}
      />
    </Card>
  );
}

interface ReadProps {
  readonly first: ComparedRun;
  readonly second: ComparedRun;
  readonly names: readonly [string, string];
}

/** Fetches the answers of both. */
function Read({ first, second, names }: ReadProps) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const fallback = { split: 'test', step: 0 } as const;
  const one = useAnswers(first.run.id, first.result ?? fallback);
  const other = useAnswers(second.run.id, second.result ?? fallback);
  const error = one.error ?? other.error;
  if (error !== undefined) return <Notice kind="info">{errorText(error)}</Notice>;
  if (one.answers === undefined || other.answers === undefined) return <p>{t('measure.reading')}</p>;
  return <Pair run={first} first={one.answers} second={other.answers} names={names} />;
}

interface PairProps {
  readonly run: ComparedRun;
  readonly first: Answers;
  readonly second: Answers;
  readonly names: readonly [string, string];
}

function Pair({ run, first, second, names }: PairProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [kind, setKind] = useState<PairKind>('onlyFirst');
  const pair = useMemo(() => pairOf(first, second), [first, second]);
  const { groups, images, test } = pair;
  const [one, other] = names;
  if (images === 0) return <p>{t('compare.noSameImages')}</p>;
  const isTold = test.pValue < SIGNIFICANCE;
  const better = test.onlyFirstRight > test.onlySecondRight ? one : other;
  const words = { first: one, second: other };
  return (
    <>
      <p>
        {t(isTold ? 'compare.told' : 'compare.notTold', { better, count: images })}{' '}
        <span className={styles['note']}>
          {t('compare.mcnemar', {
            ...words,
            onlyFirst: format.whole(test.onlyFirstRight),
            onlySecond: format.whole(test.onlySecondRight),
            p: format.short(test.pValue),
          })}
        </span>
      </p>
      <ScrollTable
        caption={t('compare.sameImages')}
        columns={['', t('compare.rightCount', { name: other }), t('compare.wrongCount', { name: other })]}
        rows={[
          [
            t('compare.rightCount', { name: one }),
            format.whole(groups.bothRight.length),
            format.whole(groups.onlyFirst.length),
          ],
          [
            t('compare.wrongCount', { name: one }),
            format.whole(groups.onlySecond.length),
            format.whole(groups.bothWrong.length),
          ],
        ]}
      />
      <Select
        label={t('compare.show')}
        value={kind}
        options={PAIR_KINDS.map((value) => ({
          value,
          label: t('compare.kindCount', {
            kind: t(`compare.kind_${value}`, words),
            number: format.whole(groups[value].length),
          }),
        }))}
        onChange={setKind}
      />
      <PairImages
        run={run.run}
        first={first}
        second={second}
        names={names}
        places={groups[kind]}
        result={run.result}
      />
      <PairMatrix run={run.run} first={first} second={second} names={names} />
    </>
  );
}
