import { Button } from '@mantine/core';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LargeImage } from '#panels/results/large-image.tsx';
import { useActions, useApp } from '#panels/shared/app-context.ts';
import { useClassNames } from '#panels/shared/class-names.ts';
import { useIsBusy } from '#panels/shared/current-run.tsx';
import { useErrorText } from '#panels/shared/error-text.tsx';
import { useFormat } from '#panels/shared/format.ts';
import { isOwn } from '#protocol/data.ts';
import type { Answers, EvaluationResult } from '#protocol/evaluation.ts';
import type { KeptRun } from '#protocol/kept-run.ts';
import { answeredImage } from '#store/measures/mistakes.ts';
import type { PairPlace } from '#store/measures/pair.ts';
import { ImageGrid, ImageTile } from '#ui/image-tile.tsx';
import { Notice } from '#ui/notice.tsx';
import styles from './compare-place.module.css';

const PAGE = 40;

export interface PairImagesProps {
  readonly run: KeptRun;
  readonly result: EvaluationResult | undefined;
  readonly first: Answers;
  readonly second: Answers;
  readonly names: readonly [string, string];
  readonly places: readonly PairPlace[];
}

/** The images of a group, each with what both nets say; large when it is chosen. */
export function PairImages({ run, result, first, second, names, places }: PairImagesProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const errorText = useErrorText();
  const { readPictures, chooseDataset } = useActions();
  const { images, indices, error } = useApp((state) => state.pictures.pair);
  const { summary, loadId, status } = useApp((state) => state.dataset);
  const isBusy = useIsBusy();
  const classNames = useClassNames(run.data);
  const hasData = summary !== undefined && summary.fingerprint === run.data.fingerprint;
  const [page, setPage] = useState({ places, start: 0 });
  const start = page.places === places ? page.start : 0;
  const [large, setLarge] = useState<number>();
  const shown = useMemo(
    () =>
      places
        .slice(start, start + PAGE)
        .map(([a, b]) => ({ one: answeredImage(first, a), other: answeredImage(second, b) })),
    [places, start, first, second],
  );
  const set = result?.split === 'test' ? 'test' : 'train';
  // biome-ignore lint/correctness/useExhaustiveDependencies: a load, of the same data too, forgets the pictures
  useEffect(() => {
    if (!hasData || shown.length === 0) return;
    readPictures(
      'pair',
      set,
      shown.map(({ one }) => one.index),
    );
  }, [shown, set, hasData, loadId, readPictures]);
  const name = (index: number) => classNames[index] ?? String(index);
  const said = (answer: number | undefined) => (answer === undefined ? '–' : name(answer));
  const opened = shown.find(({ one }) => one.index === large);
  const { config } = run.data;
  return (
    <>
      <div className={styles['row']}>
        <p className={styles['note']}>
          {t('measure.shown', {
            from: format.whole(places.length === 0 ? 0 : start + 1),
            to: format.whole(start + shown.length),
            count: places.length,
            total: format.whole(places.length),
          })}
        </p>
        {places.length > PAGE && (
          <>
            <Button
              size="xs"
              variant="default"
              disabled={start === 0}
              onClick={() => setPage({ places, start: Math.max(0, start - PAGE) })}
            >
              {t('measure.previous')}
            </Button>
            <Button
              size="xs"
              variant="default"
              disabled={start + PAGE >= places.length}
              onClick={() => setPage({ places, start: start + PAGE })}
            >
              {t('measure.next')}
            </Button>
          </>
        )}
      </div>
      {!hasData && (
        <Notice
          kind="info"
          actions={
            !isOwn(config) && (
              <Button
                size="xs"
                disabled={isBusy || status === 'loading'}
                onClick={() => chooseDataset(config)}
              >
                {t('compare.loadData')}
              </Button>
            )
          }
        >
          {t('compare.needsData')}
        </Notice>
      )}
      {error !== undefined && <Notice kind="error">{errorText(error)}</Notice>}
      {hasData && images !== undefined && (
        <ImageGrid>
          {shown.map(({ one, other }) => {
            const position = indices.indexOf(one.index);
            if (position < 0) return null;
            const words = {
              truth: name(one.trueClass),
              first: said(one.best[0]?.answer),
              second: said(other.best[0]?.answer),
            };
            return (
              <ImageTile
                key={one.index}
                images={images}
                position={position}
                onOpen={() => setLarge(one.index)}
                label={t('compare.imageLabel', words)}
                caption={`${words.first} / ${words.second}`}
              />
            );
          })}
        </ImageGrid>
      )}
      {opened !== undefined && images !== undefined && (
        <LargeImage
          images={images}
          position={indices.indexOf(opened.one.index)}
          answered={[
            { of: names[0], image: opened.one },
            { of: names[1], image: opened.other },
          ]}
          name={name}
          onClose={() => setLarge(undefined)}
          onMove={(by) => {
            const next = shown[shown.indexOf(opened) + by];
            if (next !== undefined) setLarge(next.one.index);
          }}
        />
      )}
    </>
  );
}
