import { useTranslation } from 'react-i18next';
import { findArchitecture } from '#models/registry.ts';
import { useActions, useApp } from '#panels/shared/app-context.ts';
import { BackendFacts } from '#panels/shared/backend-facts.tsx';
import { useIsBusy } from '#panels/shared/current-run.tsx';
import { FitMeter } from '#panels/shared/fit-meter.tsx';
import { useLocalized } from '#panels/shared/format.ts';
import { NetFacts } from '#panels/shared/net-facts.tsx';
import { useFit } from '#panels/shared/use-fit.ts';
import { useImages } from '#panels/shared/use-images.ts';
import { modelForm } from '#store/net-form.ts';
import { Card } from '#ui/card.tsx';
import { Select } from '#ui/select.tsx';
import { EpochTime } from './epoch-time.tsx';
import { NetSize } from './net-size.tsx';
import { Recipe } from './recipe.tsx';
import styles from './train-place.module.css';

/** Everything of the set-up beyond its one line; it stays as it was left, on the next visit too. */
export function Drawer() {
  const { t } = useTranslation();
  const { changeSettings } = useActions();
  const isOpen = useApp((state) => state.settings.isDrawerOpen);
  return (
    <details
      className={styles['drawer']}
      open={isOpen}
      onToggle={({ currentTarget }) => {
        if (currentTarget.open !== isOpen) changeSettings({ isDrawerOpen: currentTarget.open });
      }}
    >
      <summary>{t('train.drawer')}</summary>
      {isOpen && (
        <div className={styles['parts']}>
          <NetPart />
          <Recipe />
          <BackendFacts>
            <EpochTime />
          </BackendFacts>
        </div>
      )}
    </details>
  );
}

/** The net's own choices, its size and whether it fits. */
function NetPart() {
  const { t } = useTranslation();
  const actions = useActions();
  const model = useApp((state) => state.draft.model);
  const isBusy = useIsBusy();
  const localized = useLocalized();
  const images = useImages();
  const fit = useFit();
  return (
    <Card title={t('train.net')}>
      <div className={styles['fields']}>
        {Object.entries(findArchitecture(model.id).choices).map(([key, choice]) => (
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
      {fit !== undefined && <FitMeter fit={fit} />}
      <NetFacts form={modelForm(model, images)} />
    </Card>
  );
}
