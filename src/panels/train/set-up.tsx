import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { findArchitecture } from '#models/registry.ts';
import { useActions, useApp } from '#panels/shared/app-context.ts';
import { useIsBusy } from '#panels/shared/current-run.tsx';
import { useDatasetChoice } from '#panels/shared/dataset-choice.ts';
import { RunButtons } from '#panels/shared/run-buttons.tsx';
import { useFit } from '#panels/shared/use-fit.ts';
import { useImages } from '#panels/shared/use-images.ts';
import { isAwaitingFiles } from '#store/dataset.ts';
import { currentRun } from '#store/runs.ts';
import { trainableOn } from '#store/set-up.ts';
import { Select } from '#ui/select.tsx';
import { Presets } from './presets.tsx';
import styles from './train-place.module.css';

/** In one line: what to train on what and how, and the button that starts it. */
export function SetUp() {
  const { t } = useTranslation();
  const actions = useActions();
  const model = useApp((state) => state.draft.model);
  const isBusy = useIsBusy();
  const images = useImages();
  const dataset = useDatasetChoice();
  const architecture = findArchitecture(model.id);
  const models = trainableOn(images?.shape);
  return (
    <section className={styles['line']} aria-label={t('train.setup')}>
      <Select
        label={t('train.model')}
        value={architecture.id}
        options={(models.includes(architecture) ? models : [...models, architecture]).map(({ id, name }) => ({
          value: id,
          label: name,
        }))}
        disabled={isBusy}
        onChange={(id) => actions.chooseModel(findArchitecture(id))}
      />
      <Select {...dataset} disabled={isBusy} />
      <Presets />
      <Start />
    </section>
  );
}

function Start() {
  const { t } = useTranslation();
  const { train } = useActions();
  const isBusy = useIsBusy();
  const isWaiting = useApp((state) => isAwaitingFiles(state.dataset));
  const fit = useFit();
  const buttons = useFocusOnPause();
  return (
    <div ref={buttons.ref} className={styles['start']}>
      {/* It stays where it is while a net trains: a second click must not meet Stop in its place. */}
      <Button
        size="lg"
        className={styles['train']}
        disabled={isBusy || isWaiting || fit?.verdict === 'tooLarge'}
        onClick={() => {
          buttons.expect();
          train();
        }}
      >
        {t('train.start')}
      </Button>
      <RunButtons size="lg" />
    </div>
  );
}

/**
 * Train cannot be pressed any more once it was: the focus that it loses goes to Pause as soon as that can be pressed,
 * unless it has been put elsewhere meanwhile.
 */
function useFocusOnPause() {
  const ref = useRef<HTMLDivElement>(null);
  const isExpected = useRef(false);
  const isRunning = useApp((state) => currentRun(state.runs)?.status === 'running');
  useEffect(() => {
    if (!isRunning || !isExpected.current) return;
    isExpected.current = false;
    const { activeElement } = document;
    if (activeElement !== document.body && !ref.current?.contains(activeElement)) return;
    ref.current?.querySelector<HTMLElement>('[data-action="pause"]')?.focus();
  }, [isRunning]);
  return {
    ref,
    expect: () => {
      isExpected.current = true;
    },
  };
}
