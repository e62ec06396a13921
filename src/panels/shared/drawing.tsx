import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useActions } from '#panels/shared/app-context.ts';
import { useRunName } from '#panels/shared/run-name.ts';
import type { Run } from '#store/run.ts';
import { Card } from '#ui/card.tsx';
import { DrawingPad } from '#ui/drawing-pad.tsx';
import styles from './drawing.module.css';
import { NetAnswer } from './net-answer.tsx';

/** A pad to draw on, and what the net makes of the drawing. */
export function Drawing({ run }: { readonly run: Run }) {
  const { t } = useTranslation();
  const { clearDrawing } = useActions();
  const runName = useRunName();
  useEffect(() => clearDrawing, [clearDrawing]);
  return (
    <Card title={t('evaluate.draw.title')}>
      <p className={styles['of']}>{runName(run)}</p>
      <div className={styles['columns']}>
        <Pad />
        <NetAnswer run={run} nothing={t('evaluate.draw.nothing')} help={t('evaluate.draw.sawHelp')} />
      </div>
    </Card>
  );
}

/** A drawing pad whose every stroke asks the net. */
export function Pad() {
  const { t } = useTranslation();
  const { classifyDrawing, clearDrawing } = useActions();
  return (
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
  );
}
