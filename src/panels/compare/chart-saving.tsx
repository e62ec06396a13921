import { Button } from '@mantine/core';
import { type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { savePng, saveSvg } from '#ui/chart-file.ts';
import { Notice } from '#ui/notice.tsx';
import styles from './compare-place.module.css';

export interface ChartSavingProps {
  /** Of the files. */
  readonly name: string;
  readonly children: ReactNode;
}

/** A chart that can be saved as a drawing or as a picture. */
export function ChartSaving({ name, children }: ChartSavingProps) {
  const { t } = useTranslation();
  const frame = useRef<HTMLDivElement>(null);
  const [hasFailed, setFailed] = useState(false);
  const withDrawing = (use: (drawing: SVGSVGElement) => void | Promise<void>) => async () => {
    const drawing = frame.current?.querySelector('svg');
    if (drawing == null) return;
    try {
      await use(drawing);
      setFailed(false);
    } catch {
      setFailed(true);
    }
  };
  return (
    <>
      <div ref={frame}>{children}</div>
      <div className={styles['row']}>
        <Button size="xs" variant="default" onClick={withDrawing((drawing) => saveSvg(name, drawing))}>
          {t('compare.saveSvg')}
        </Button>
        <Button size="xs" variant="default" onClick={withDrawing((drawing) => savePng(name, drawing))}>
          {t('compare.savePng')}
        </Button>
      </div>
      {hasFailed && <Notice kind="error">{t('compare.notSaved')}</Notice>}
    </>
  );
}
