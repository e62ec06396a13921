import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClassNames } from '#panels/shared/class-names.ts';
import { RunVerdict } from '#panels/shared/run-verdict.tsx';
import type { Answers } from '#protocol/evaluation.ts';
import { type Confusion, confusionOf, onlyAnswer } from '#store/measures/confusion.ts';
import type { Choice } from '#store/measures/mistakes.ts';
import type { RunResult } from '#store/runs.ts';
import { judge } from '#store/verdict.ts';
import { Notice } from '#ui/notice.tsx';
import { Calibrated } from './calibrated.tsx';
import { ClassTable } from './class-table.tsx';
import styles from './evaluate-place.module.css';
import { Matrix } from './matrix.tsx';
import { Mistakes } from './mistakes.tsx';

export interface BreakdownProps extends RunResult {
  readonly answers: Answers;
}

/** What was taken for what, the images of any cell of it, each class, and how far the net's sureness can be trusted. */
export function Breakdown({ run, result, answers }: BreakdownProps) {
  const classNames = useClassNames(run.data);
  const [choice, setChoice] = useState<Choice>({});
  const confusion = useMemo(() => confusionOf(answers), [answers]);
  const { classes } = answers;
  const names = useMemo(
    () => Array.from({ length: classes }, (_, index) => classNames[index] ?? String(index)),
    [classes, classNames],
  );
  return (
    <>
      <Doubts run={run} result={result} confusion={confusion} names={names} />
      <div className={styles['breakdown']}>
        <Matrix run={run} confusion={confusion} names={names} onChoice={setChoice} />
        <Mistakes
          run={run}
          answers={answers}
          split={result.split}
          names={names}
          choice={choice}
          onShowAll={() => setChoice({})}
        />
      </div>
      <div className={styles['breakdown']}>
        <ClassTable answers={answers} confusion={confusion} names={names} onChoice={setChoice} />
        <Calibrated answers={answers} />
      </div>
    </>
  );
}

interface DoubtsProps extends RunResult {
  readonly confusion: Confusion;
  readonly names: readonly string[];
}

/** What makes the figures worth little: a net that has learned nothing, or gives no number. */
function Doubts({ result, confusion, names }: DoubtsProps) {
  const { t } = useTranslation();
  const { images } = result;
  // A thousand classes have a million cells.
  const { verdict, answer, answered } = useMemo(() => {
    let answered = 0;
    for (const count of confusion.counts) answered += count;
    return {
      verdict: judge(result, [...confusion.images]),
      answer: onlyAnswer(confusion),
      answered,
    };
  }, [result, confusion]);
  return (
    <>
      {verdict !== undefined && (
        <RunVerdict
          verdict={verdict}
          score={result}
          classes={confusion.classes}
          onlyAnswer={answer === undefined ? undefined : names[answer]}
        />
      )}
      {answered < images && (
        <Notice kind="info">{t('evaluate.withoutAnswer', { count: images - answered })}</Notice>
      )}
    </>
  );
}
