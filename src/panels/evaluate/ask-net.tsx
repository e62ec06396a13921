import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useActions } from '#panels/shared/app-context.ts';
import { Pad } from '#panels/shared/drawing.tsx';
import { NetAnswer } from '#panels/shared/net-answer.tsx';
import { useRunName } from '#panels/shared/run-name.ts';
import type { Run } from '#store/run.ts';
import { Card } from '#ui/card.tsx';
import styles from './evaluate-place.module.css';

/** The net is asked about a drawing, or about an image of the user's own. */
export function AskNet({ run }: { readonly run: Run }) {
  const { t } = useTranslation();
  const { classifyFile, clearDrawing } = useActions();
  const runName = useRunName();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => clearDrawing, [clearDrawing]);
  // A drawing is made like those of MNIST: grey.
  const canDraw = run.data?.channels === 1;
  return (
    <Card title={t('measure.ask.title')}>
      <p className={styles['note']}>{runName(run)}</p>
      <div className={styles['ask']}>
        <div className={styles['give']}>
          {canDraw && <Pad />}
          <Button size="xs" variant="default" onClick={() => input.current?.click()}>
            {t('measure.ask.file')}
          </Button>
          <input
            ref={input}
            type="file"
            accept="image/*"
            hidden
            onChange={({ currentTarget }) => {
              const [file] = currentTarget.files ?? [];
              if (file !== undefined) classifyFile(file);
              // The same file can be chosen again.
              currentTarget.value = '';
            }}
          />
        </div>
        <NetAnswer
          run={run}
          nothing={t(canDraw ? 'measure.ask.nothing' : 'measure.ask.nothingButFile')}
          help={t('measure.ask.sawHelp')}
        />
      </div>
    </Card>
  );
}
