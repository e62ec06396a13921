import { useTranslation } from 'react-i18next';
import { useApp } from '#panels/shared/app-context.ts';
import { useClassNames } from '#panels/shared/class-names.ts';
import { useErrorText } from '#panels/shared/error-text.tsx';
import { useFormat } from '#panels/shared/format.ts';
import type { Run } from '#store/run.ts';
import { BarList } from '#ui/bar-list.tsx';
import { ImageTile } from '#ui/image-tile.tsx';
import { Notice } from '#ui/notice.tsx';
import styles from './drawing.module.css';

/** Of more classes only the likeliest are shown. */
const SHOWN = 12;

export interface NetAnswerProps {
  readonly run: Run;
  /** What stands here before the first answer. */
  readonly nothing: string;
  /** How the image came to be as the net saw it. */
  readonly help: string;
}

/** What the net makes of the image that it was asked about last, and how it saw it. */
export function NetAnswer({ run, nothing, help }: NetAnswerProps) {
  const { t } = useTranslation();
  const { answer, error } = useApp((state) => state.drawing);
  const classNames = useClassNames(run.data);
  const format = useFormat();
  const errorText = useErrorText();
  const name = (index: number) => classNames[index] ?? String(index);
  const answers = (answer?.probabilities ?? [])
    .map((value, index) => ({ index, value }))
    .toSorted((a, b) => b.value - a.value || a.index - b.index);
  const best = answers[0];
  // In the order of the classes where all of them are shown.
  const likely =
    answers.length > SHOWN ? answers.slice(0, SHOWN) : answers.toSorted((a, b) => a.index - b.index);
  return (
    <>
      <div aria-live="polite">
        {error !== undefined && <Notice kind="error">{errorText(error)}</Notice>}
        {answer === undefined ? (
          error === undefined && <p>{nothing}</p>
        ) : (
          <>
            <p>
              <strong>
                {t('evaluate.draw.answer', {
                  name: best === undefined ? '' : name(best.index),
                  probability: format.percent(best?.value ?? 0),
                })}
              </strong>
            </p>
            <BarList
              label={t('evaluate.draw.probabilities')}
              max={1}
              bars={likely.map(({ index, value }) => ({
                name: name(index),
                value,
                text: format.percent(value),
                isStrong: index === best?.index,
              }))}
            />
          </>
        )}
      </div>
      {answer !== undefined && (
        <div>
          <h3>{t('evaluate.draw.saw')}</h3>
          <div className={styles['saw']}>
            <ImageTile images={answer.image} position={0} label={t('evaluate.draw.saw')} />
          </div>
          <p>{help}</p>
        </div>
      )}
    </>
  );
}
