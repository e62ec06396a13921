import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { findArchitecture } from '#models/registry.ts';
import { useActions, useApp } from '#panels/shared/app-context.ts';
import { DataWarnings } from '#panels/shared/data-warnings.tsx';
import { useDatasetChoice } from '#panels/shared/dataset-choice.ts';
import { FitMeter } from '#panels/shared/fit-meter.tsx';
import { FitNotice } from '#panels/shared/fit-notice.tsx';
import { useLocalized } from '#panels/shared/format.ts';
import { useAdaptation } from '#panels/shared/net-name.ts';
import { RunButtons } from '#panels/shared/run-buttons.tsx';
import { useFit } from '#panels/shared/use-fit.ts';
import { useImages } from '#panels/shared/use-images.ts';
import { isAwaitingFiles, readyData } from '#store/dataset.ts';
import { isActive } from '#store/run.ts';
import { currentRun } from '#store/runs.ts';
import { trainableOn } from '#store/set-up.ts';
import { Card } from '#ui/card.tsx';
import { Select } from '#ui/select.tsx';
import { NetSize } from './net-size.tsx';
import styles from './train-place.module.css';

/** What to train on what, and the button that starts it. */
export function SetUp() {
  const { t } = useTranslation();
  const actions = useActions();
  const model = useApp((state) => state.draft.model);
  const isBusy = useApp((state) => isActive(currentRun(state.runs)));
  const isWaiting = useApp((state) => isAwaitingFiles(state.dataset));
  const data = useApp((state) => readyData(state.dataset));
  const localized = useLocalized();
  const images = useImages();
  const adaptation = useAdaptation(model, images);
  const dataset = useDatasetChoice();
  const fit = useFit();
  const architecture = findArchitecture(model.id);
  const models = trainableOn(images?.shape);
  return (
    <Card title={t('train.setup')}>
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
      {adaptation !== undefined && <p className={styles['adaptation']}>{adaptation}</p>}
      <Select {...dataset} disabled={isBusy} />
      <div className={styles['fields']}>
        {Object.entries(architecture.choices).map(([key, choice]) => (
          <Select
            key={key}
            label={localized(choice.label)}
            value={model.choices[key] ?? ''}
            options={choice.values.map(({ value, label }) => ({ value, label: localized(label) }))}
            disabled={isBusy}
            onChange={(value) =>
              actions.changeDraft({ model: { ...model, choices: { ...model.choices, [key]: value } } })
            }
          />
        ))}
      </div>
      <NetSize isBusy={isBusy} />
      {fit !== undefined && !isBusy && <FitNotice fit={fit} />}
      {data !== undefined && !isBusy && <DataWarnings data={data} />}
      <div className={styles['buttons']}>
        {/* It stays where it is while a net trains: a second click must not meet Stop in its place. */}
        <Button
          size="md"
          fullWidth
          disabled={isBusy || isWaiting || fit?.verdict === 'tooLarge'}
          onClick={actions.train}
        >
          {t('train.start')}
        </Button>
        <RunButtons />
      </div>
      {fit !== undefined && <FitMeter fit={fit} />}
    </Card>
  );
}
