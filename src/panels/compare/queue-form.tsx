import { Button, Checkbox, TextInput } from '@mantine/core';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RECIPE_FIELDS } from '#models/recipe-fields.ts';
import { useActions, useApp } from '#panels/shared/app-context.ts';
import { useDatasetName } from '#panels/shared/dataset-name.ts';
import { useFormat } from '#panels/shared/format.ts';
import { NumberEntry } from '#panels/shared/number-entry.tsx';
import { chosenDataset } from '#store/dataset.ts';
import { setUpImages } from '#store/images.ts';
import { gridConfigs, MOST_QUEUED } from '#store/queue.ts';
import { trainableOn } from '#store/set-up.ts';
import { Select } from '#ui/select.tsx';
import styles from './compare-place.module.css';

const SEEDS = { min: 1, max: 10, whole: true } as const;
const BUDGETS = ['epochs', 'images'] as const;
/** A budget in images that the nets see, whatever the size of the set. */
const IMAGES = { min: 100, max: 100_000_000, whole: true } as const;

/** The numbers of a text such as '0.1, 0.03'; undefined where one is none, or beyond the limits. */
function ratesOf(text: string): readonly number[] | undefined {
  const { min, max } = RECIPE_FIELDS.learningRate;
  const parts = text.split(/[,;\s]+/).filter((part) => part !== '');
  const rates = parts.map(Number);
  return rates.every((rate) => rate >= min && rate <= max) ? rates : undefined;
}

/** Nets, seeds and rates on one set with one budget. */
export function QueueForm() {
  const { t } = useTranslation();
  const format = useFormat();
  const datasetName = useDatasetName();
  const { addToQueue } = useActions();
  const draft = useApp((state) => state.draft);
  const dataset = useApp((state) => state.dataset);
  const queued = useApp((state) => state.queue.items.length);
  const isNothingCompared = useApp(({ compare }) => compare.runIds.length + compare.netIds.length === 0);
  const rateError = useId();
  const [netIds, setNetIds] = useState<readonly string[]>([]);
  const [budget, setBudget] = useState<(typeof BUDGETS)[number]>('epochs');
  const [epochs, setEpochs] = useState(3);
  const [images, setImages] = useState(10_000);
  const [seeds, setSeeds] = useState(1);
  const [rates, setRates] = useState('');
  const config = chosenDataset(dataset) ?? draft.dataset;
  const offered = trainableOn(setUpImages(draft, dataset)?.shape);
  const learningRates = ratesOf(rates);
  // The last images of an epoch count too: budgets are whole epochs.
  const trainCount = (dataset.summary?.trainCount ?? 0) * (1 - draft.validationFraction);
  const asEpochs =
    budget === 'epochs' ? epochs : Math.max(1, trainCount === 0 ? 1 : Math.round(images / trainCount));
  const within = Math.min(RECIPE_FIELDS.epochs.max, asEpochs);
  const configs = gridConfigs({
    netIds: netIds.filter((id) => offered.some((entry) => entry.id === id)),
    dataset: config,
    epochs: within,
    seeds,
    learningRates: learningRates ?? [],
  });
  const isFull = queued + configs.length > MOST_QUEUED;
  return (
    <details open={queued === 0 && isNothingCompared}>
      <summary>{t('queue.add')}</summary>
      <p className={styles['note']}>{t('queue.on', { dataset: datasetName(config) })}</p>
      <fieldset>
        <legend>{t('queue.nets')}</legend>
        <div className={styles['nets']}>
          {offered.map(({ id, name }) => (
            <Checkbox
              key={id}
              label={name}
              checked={netIds.includes(id)}
              onChange={({ currentTarget: { checked } }) =>
                setNetIds(checked ? [...netIds, id] : netIds.filter((other) => other !== id))
              }
            />
          ))}
        </div>
      </fieldset>
      <div className={styles['row']}>
        <Select
          label={t('queue.budget')}
          value={budget}
          options={BUDGETS.map((value) => ({ value, label: t(`queue.budget_${value}`) }))}
          onChange={setBudget}
        />
        {budget === 'epochs' ? (
          <NumberEntry
            label={t('train.fields.epochs')}
            value={epochs}
            {...RECIPE_FIELDS.epochs}
            onChange={setEpochs}
          />
        ) : (
          <NumberEntry label={t('queue.images')} value={images} {...IMAGES} onChange={setImages} />
        )}
        <NumberEntry label={t('queue.seeds')} value={seeds} {...SEEDS} onChange={setSeeds} />
        <TextInput
          label={t('queue.rates')}
          value={rates}
          placeholder={t('queue.ownRates')}
          aria-invalid={learningRates === undefined}
          aria-describedby={learningRates === undefined ? rateError : undefined}
          onChange={({ currentTarget }) => setRates(currentTarget.value)}
        />
      </div>
      {learningRates === undefined && (
        <p id={rateError} className={styles['wrong']}>
          {t('queue.wrongRates')}
        </p>
      )}
      {budget === 'images' && <p className={styles['note']}>{t('queue.asEpochs', { count: within })}</p>}
      {isFull && <p className={styles['wrong']}>{t('queue.full', { most: format.whole(MOST_QUEUED) })}</p>}
      <div className={styles['row']}>
        <Button
          disabled={configs.length === 0 || learningRates === undefined || isFull}
          onClick={() => addToQueue(configs)}
        >
          {t('queue.addCount', { count: configs.length })}
        </Button>
        <Button
          variant="default"
          disabled={queued >= MOST_QUEUED}
          onClick={() => addToQueue([{ ...draft, dataset: config }])}
        >
          {t('queue.addSetUp')}
        </Button>
      </div>
    </details>
  );
}
