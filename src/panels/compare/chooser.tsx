import { Button, Checkbox, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { architectures, findArchitecture } from '#models/registry.ts';
import { useActions, useApp } from '#panels/shared/app-context.ts';
import { useFormat } from '#panels/shared/format.ts';
import { PlaceLink } from '#panels/shared/place-link.tsx';
import { Card } from '#ui/card.tsx';
import { Select } from '#ui/select.tsx';
import styles from './compare-place.module.css';
import { useRunLabels } from './use-run-labels.ts';

const PUBLISHED = architectures.filter(({ published }) => published.length > 0);

/** Which runs and which published figures are compared. */
export function Chooser() {
  const { t } = useTranslation();
  const format = useFormat();
  const { toggleComparedRun, toggleComparedNet } = useActions();
  const { runIds, netIds } = useApp((state) => state.compare);
  const { runs, canKeep } = useApp((state) => state.keptRuns);
  const labels = useRunLabels(runs);
  const [wanted, setWanted] = useState('');
  const text = wanted.trim().toLowerCase();
  const found = runs.filter(({ id }) => labels[id]?.toLowerCase().includes(text));
  const others = PUBLISHED.filter(({ id }) => !netIds.includes(id));
  return (
    <Card title={t('compare.what')}>
      <div className={styles['chooser']}>
        <fieldset className={styles['runs']}>
          <legend>{t('compare.runs')}</legend>
          {runs.length === 0 && canKeep !== undefined && (
            <p>
              {t('compare.noRuns')} <PlaceLink place="train">{t('evaluate.toTrain')}</PlaceLink>
            </p>
          )}
          {runs.length > 8 && (
            <TextInput
              size="xs"
              label={t('compare.find')}
              value={wanted}
              onChange={({ currentTarget }) => setWanted(currentTarget.value)}
            />
          )}
          {/* biome-ignore-start lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
          {/* biome-ignore-start lint/a11y/useSemanticElements: within a field set already */}
          <div className={styles['list']} role="group" aria-label={t('compare.runs')} tabIndex={0}>
            {/* biome-ignore-end lint/a11y/noNoninteractiveTabindex: as above */}
            {/* biome-ignore-end lint/a11y/useSemanticElements: as above */}
            {found.map(({ id, config }) => (
              <Checkbox
                key={id}
                label={t('compare.runChoice', {
                  run: labels[id],
                  epochs: format.whole(config.recipe.epochs),
                  seed: String(config.seed),
                })}
                checked={runIds.includes(id)}
                onChange={() => toggleComparedRun(id)}
              />
            ))}
          </div>
        </fieldset>
        <fieldset className={styles['runs']}>
          <legend>{t('compare.published')}</legend>
          <Select
            label={t('compare.addNet')}
            value=""
            options={[
              { value: '', label: t('compare.choose') },
              ...others.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            onChange={(id) => id !== '' && toggleComparedNet(id)}
          />
          <div className={styles['row']}>
            {netIds.map((id) => {
              const { name } = findArchitecture(id);
              return (
                <Button
                  key={id}
                  size="xs"
                  variant="default"
                  aria-label={t('compare.takeOut', { name })}
                  onClick={() => toggleComparedNet(id)}
                >
                  {name} ✕
                </Button>
              );
            })}
          </div>
        </fieldset>
      </div>
    </Card>
  );
}
