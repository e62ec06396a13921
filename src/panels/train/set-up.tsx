import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { findArchitecture } from '#models/registry.ts';
import { useActions, useApp } from '#panels/shared/app-context.ts';
import { FitMeter } from '#panels/shared/fit-meter.tsx';
import { FitNotice } from '#panels/shared/fit-notice.tsx';
import { useLocalized } from '#panels/shared/format.ts';
import { useAdaptation } from '#panels/shared/net-name.ts';
import { RunButtons } from '#panels/shared/run-buttons.tsx';
import { useFit } from '#panels/shared/use-fit.ts';
import type { DatasetId } from '#protocol/data.ts';
import { chosenDataset } from '#store/dataset.ts';
import { isActive } from '#store/run.ts';
import { trainableArchitectures } from '#store/set-up.ts';
import { Card } from '#ui/card.tsx';
import { Select } from '#ui/select.tsx';
import { NetSize } from './net-size.tsx';
import styles from './train-place.module.css';

/** What to train on what, and the button that starts it. */
export function SetUp() {
  const { t } = useTranslation();
  const actions = useActions();
  const model = useApp((state) => state.draft.model);
  const chosen = useApp((state) => chosenDataset(state.dataset));
  const isBusy = useApp((state) => isActive(state.run));
  const localized = useLocalized();
  const adaptation = useAdaptation(model);
  const fit = useFit();
  const architecture = findArchitecture(model.id);
  const datasets: { value: DatasetId | 'files'; label: string }[] = [
    { value: 'mnist', label: t('dataset.mnist') },
    { value: 'digits', label: t('dataset.digits') },
    ...(chosen === 'files' ? [{ value: 'files' as const, label: t('dataset.files') }] : []),
  ];
  return (
    <Card title={t('train.setup')}>
      <Select
        label={t('train.model')}
        value={architecture.id}
        options={trainableArchitectures.map(({ id, name }) => ({ value: id, label: name }))}
        disabled={isBusy}
        onChange={(id) => actions.chooseModel(findArchitecture(id))}
      />
      {adaptation !== undefined && <p className={styles['adaptation']}>{adaptation}</p>}
      <Select
        label={t('dataset.label')}
        value={chosen}
        options={datasets}
        disabled={isBusy}
        onChange={(id) => id !== 'files' && actions.chooseDataset({ id })}
      />
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
      <div className={styles['buttons']}>
        {!isBusy && (
          <Button size="md" fullWidth disabled={fit?.verdict === 'tooLarge'} onClick={actions.train}>
            {t('train.start')}
          </Button>
        )}
        <RunButtons />
      </div>
      {fit !== undefined && <FitMeter fit={fit} />}
    </Card>
  );
}
