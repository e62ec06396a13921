import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useActions, useApp } from '#panels/shared/app-context.ts';
import { useErrorText } from '#panels/shared/error-text.tsx';
import { useFormat } from '#panels/shared/format.ts';
import { BarList } from '#ui/bar-list.tsx';
import { Card } from '#ui/card.tsx';
import { DrawingPad } from '#ui/drawing-pad.tsx';
import { ImageTile } from '#ui/image-tile.tsx';
import { Notice } from '#ui/notice.tsx';
import styles from './evaluate-place.module.css';

/** A pad to draw on, and what the net makes of the drawing. */
export function Drawing() {
  const { t } = useTranslation();
  const { classifyDrawing, clearDrawing } = useActions();
  const { answer, error } = useApp((state) => state.drawing);
  const classNames = useApp((state) => state.dataset.summary?.classNames);
  const format = useFormat();
  const errorText = useErrorText();
  useEffect(() => clearDrawing, [clearDrawing]);
  const name = (index: number) => classNames?.[index] ?? String(index);
  const best = answer === undefined ? 0 : answer.probabilities.indexOf(Math.max(...answer.probabilities));
  return (
    <Card title={t('evaluate.draw.title')}>
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
                    name: name(best),
                    probability: format.percent(answer.probabilities[best] ?? 0),
                  })}
                </strong>
              </p>
              <BarList
                label={t('evaluate.draw.probabilities')}
                max={1}
                bars={answer.probabilities.map((value, index) => ({
                  name: name(index),
                  value,
                  text: format.percent(value),
                  isStrong: index === best,
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
