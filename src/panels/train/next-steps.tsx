import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { findArchitecture } from '#models/registry.ts';
import { useActions } from '#panels/shared/app-context.ts';
import { useRunName } from '#panels/shared/run-name.ts';
import { useImages } from '#panels/shared/use-images.ts';
import { hasNet, type Run } from '#store/run.ts';
import { fitsImages, nextNet } from '#store/set-up.ts';
import styles from './run-figures.module.css';

/** What to do with a net that has been trained, and which to train next. */
export function NextSteps({ run }: { readonly run: Run }) {
  const { t } = useTranslation();
  const actions = useActions();
  const images = useImages();
  const runName = useRunName();
  const next = findArchitecture(nextNet(run.config.model.id));
  if (!hasNet(run)) return null;
  return (
    <div className={styles['next']}>
      {run.status === 'stopped' && run.step < (run.plan?.totalSteps ?? 0) && (
        <Button variant="default" onClick={() => actions.openRun(run.id, { goesOn: {} })}>
          {t('runs.goOn')}
        </Button>
      )}
      {run.data?.channels === 1 && (
        <Button
          variant="default"
          onClick={() => document.querySelector<HTMLElement>('[data-drawing-pad]')?.focus()}
        >
          {t('train.drawOne')}
        </Button>
      )}
      <Button
        variant="default"
        onClick={() => {
          actions.goTo('evaluate');
          // Measured by itself at its end, unless that was given up.
          if (run.evaluations.length === 0) actions.evaluate();
        }}
      >
        {t('train.seeMistakes')}
      </Button>
      <Button variant="default" onClick={() => actions.openRunExport(run.id, runName(run))}>
        {t('export.open')}
      </Button>
      {fitsImages(next, images?.shape) && (
        <Button variant="default" onClick={() => actions.chooseModel(next)}>
          {t('train.tryNext', { name: next.name })}
        </Button>
      )}
    </div>
  );
}
