import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useActions, useApp } from '#panels/shared/app-context.ts';
import { useClassNames } from '#panels/shared/class-names.ts';
import { useErrorText } from '#panels/shared/error-text.tsx';
import { useFormat } from '#panels/shared/format.ts';
import { useRunName } from '#panels/shared/run-name.ts';
import type { Run } from '#store/run.ts';
import { BarList } from '#ui/bar-list.tsx';
import { Card } from '#ui/card.tsx';
import { DrawingPad } from '#ui/drawing-pad.tsx';
import { ImageTile } from '#ui/image-tile.tsx';
import { Notice } from '#ui/notice.tsx';
import styles from './drawing.module.css';

/** Of more classes only the likeliest are shown. */
const SHOWN = 12;

/** A pad to draw on, and what the net makes of the drawing. */
export function Drawing({ run }: { readonly run: Run }) {
  const { t } = useTranslation();
  const { classifyDrawing, clearDrawing } = useActions();
  const { answer, error } = useApp((state) => state.drawing);
  const classNames = useClassNames(run.data);
  const runName = useRunName();
  const format = useFormat();
  const errorText = useErrorText();
  useEffect(() => clearDrawing, [clearDrawing]);
  const name = (index: number) => classNames[index] ?? String(index);
  const answers = (answer?.probabilities ?? [])
    .map((value, index) => ({ index, value }))
    .toSorted((a, b) => b.value - a.value || a.index - b.index);
  const best = answers[0];
  // In the order of the classes where all of them are shown.
  const likely =
    answers.length > SHOWN ? answers.slice(0, SHOWN) : answers.toSorted((a, b) => a.index - b.index);
  return (
    <Card title={t('evaluate.draw.title')}>
      <p className={styles['of']}>{runName(run)}</p>
      <div className={styles['columns']}>
        <DrawingPad
          label={t('evaluate.draw.pad')}
          words={{
            clear: t('evaluate.draw.clear'),
            undo: t('evaluate.draw.undo'),
            penUp: t('evaluate.draw.penUp'),
            penDown: t('evaluate.draw.penDown'),
          }}
          onDrawn={(ink, side) => (ink === undefined ? clearDrawing() : classifyDrawing(side, side, ink))}
        />
        <div aria-live="polite">
          {error !== undefined && <Notice kind="error">{errorText(error)}</Notice>}
          {answer === undefined ? (
            error === undefined && <p>{t('evaluate.draw.nothing')}</p>
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
            <p>{t('evaluate.draw.sawHelp')}</p>
          </div>
        )}
      </div>
    </Card>
  );
}
