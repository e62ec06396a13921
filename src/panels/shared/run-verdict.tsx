import { useTranslation } from 'react-i18next';
import type { Score } from '#protocol/evaluation.ts';
import { guessingLoss, type Verdict } from '#store/verdict.ts';
import { Notice } from '#ui/notice.tsx';
import { useFormat } from './format.ts';

export interface RunVerdictProps {
  readonly verdict: Verdict;
  readonly score: Omit<Score, 'top5Error'>;
  readonly classes: number;
  /** The class that every image is called by, where there is one. */
  readonly onlyAnswer?: string | undefined;
}

/** Says that a net has learned nothing, by what it shows, and what to change. */
export function RunVerdict({ verdict, score, classes, onlyAnswer }: RunVerdictProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const figures = {
    error: format.error(score.top1Error),
    loss: format.loss(score.loss),
    guessing: format.loss(guessingLoss(classes)),
  };
  return (
    <Notice kind="info">
      {t(`train.verdict.${verdict}`, figures)}{' '}
      {onlyAnswer !== undefined && t('train.verdict.onlyAnswer', { name: onlyAnswer })}{' '}
      {t(`train.verdict.${verdict}Advice`)}
    </Notice>
  );
}
