import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Augmentation, NO_AUGMENTATION } from '#models/recipe.ts';
import { useActions, useApp } from '#panels/shared/app-context.ts';
import { useClassNames } from '#panels/shared/class-names.ts';
import { useErrorText } from '#panels/shared/error-text.tsx';
import { useFormat } from '#panels/shared/format.ts';
import { Card } from '#ui/card.tsx';
import { ImageGrid, ImageTile } from '#ui/image-tile.tsx';
import { Notice } from '#ui/notice.tsx';
import { Select } from '#ui/select.tsx';
import styles from './data-place.module.css';

const PAGE_SIZE = 48;

/** Each random change that training can make, alone, large enough to be seen. */
const EFFECTS = {
  none: NO_AUGMENTATION,
  shift: { ...NO_AUGMENTATION, shiftPixels: 4 },
  rotation: { ...NO_AUGMENTATION, rotationDegrees: 20 },
  scale: { ...NO_AUGMENTATION, scaleFraction: 0.25 },
  flip: { ...NO_AUGMENTATION, flip: true },
} as const satisfies Record<string, Augmentation>;
type Effect = keyof typeof EFFECTS;

/** The images themselves, a page at a time. */
export function Samples() {
  const { t } = useTranslation();
  const { readPictures } = useActions();
  const summary = useApp((state) => state.dataset.summary);
  const loadId = useApp((state) => state.dataset.loadId);
  const { images, indices, error } = useApp((state) => state.pictures.samples);
  const format = useFormat();
  const errorText = useErrorText();
  const classNames = useClassNames(summary);
  const [split, setSplit] = useState<'train' | 'test'>('train');
  const [first, setFirst] = useState(0);
  const [effect, setEffect] = useState<Effect>('none');
  const [seed, setSeed] = useState(1);
  const total = (split === 'train' ? summary?.trainCount : summary?.testCount) ?? 0;
  // Another dataset may have fewer images than the page that is looked at.
  const from = first < total ? first : 0;
  const count = Math.min(PAGE_SIZE, total - from);

  useEffect(() => {
    if (loadId === '') return;
    readPictures(
      'samples',
      split,
      Array.from({ length: count }, (_, index) => from + index),
      effect === 'none' ? undefined : { augmentation: EFFECTS[effect], seed },
    );
  }, [loadId, split, from, count, effect, seed, readPictures]);

  const label = (position: number) => classNames[images?.labels[position] ?? -1] ?? '';
  return (
    <Card title={t('data.samples')}>
      <div className={styles['row']}>
        <Select
          label={t('data.split')}
          value={split}
          options={[
            { value: 'train', label: t('data.trainSplit') },
            { value: 'test', label: t('data.testSplit') },
          ]}
          onChange={(chosen) => {
            setSplit(chosen);
            setFirst(0);
          }}
        />
        <Button
          variant="default"
          disabled={from === 0}
          onClick={() => setFirst(Math.max(0, from - PAGE_SIZE))}
        >
          {t('data.previous')}
        </Button>
        <Button
          variant="default"
          disabled={from + PAGE_SIZE >= total}
          onClick={() => setFirst(from + PAGE_SIZE)}
        >
          {t('data.next')}
        </Button>
        <Select
          label={t('data.effect')}
          value={effect}
          options={(Object.keys(EFFECTS) as Effect[]).map((value) => ({
            value,
            label: t(`data.effects.${value}`),
          }))}
          onChange={setEffect}
        />
        {effect !== 'none' && (
          <Button variant="default" onClick={() => setSeed(seed + 1)}>
            {t('data.changeAgain')}
          </Button>
        )}
        <span>
          {t('data.range', {
            from: format.whole(from + 1),
            to: format.whole(from + count),
            total: format.whole(total),
          })}
        </span>
      </div>
      {error !== undefined && <Notice kind="error">{errorText(error)}</Notice>}
      {images !== undefined && (
        <ImageGrid>
          {indices.map((index, position) => (
            <ImageTile
              key={index}
              images={images}
              position={position}
              label={t('data.sampleLabel', { index: format.whole(index), label: label(position) })}
              caption={label(position)}
            />
          ))}
        </ImageGrid>
      )}
    </Card>
  );
}
