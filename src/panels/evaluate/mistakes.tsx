import { Button } from '@mantine/core';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LargeImage } from '#panels/results/large-image.tsx';
import { useActions, useApp } from '#panels/shared/app-context.ts';
import { useErrorText } from '#panels/shared/error-text.tsx';
import { useFormat } from '#panels/shared/format.ts';
import type { Answers } from '#protocol/evaluation.ts';
import type { Split } from '#protocol/run-config.ts';
import { answeredImage, type Choice, placesOf } from '#store/measures/mistakes.ts';
import type { Run } from '#store/run.ts';
import { Card } from '#ui/card.tsx';
import { ImageGrid, ImageTile } from '#ui/image-tile.tsx';
import { Notice } from '#ui/notice.tsx';
import styles from './evaluate-place.module.css';

export interface MistakesProps {
  readonly run: Run;
  readonly answers: Answers;
  readonly split: Split;
  readonly names: readonly string[];
  readonly choice: Choice;
  readonly onShowAll: () => void;
}

/** So many are shown at a time. */
const PAGE = 48;

/** The images that the net got wrong, or those of a cell of the matrix, with what it said of each. */
export function Mistakes({ run, answers, split, names, choice, onShowAll }: MistakesProps) {
  const { t } = useTranslation();
  const { readPictures } = useActions();
  const { images, indices, error } = useApp((state) => state.pictures.mistakes);
  const { summary, loadId } = useApp((state) => state.dataset);
  const hasData = summary !== undefined && summary.fingerprint === run.data?.fingerprint;
  const format = useFormat();
  const errorText = useErrorText();
  const { trueClass, predictedClass } = choice;
  const places = useMemo(() => placesOf(answers, choice), [answers, choice]);
  const [page, setPage] = useState({ choice, start: 0 });
  const start = page.choice === choice ? page.start : 0;
  const shown = useMemo(
    () => places.slice(start, start + PAGE).map((place) => answeredImage(answers, place)),
    [answers, places, start],
  );
  const [large, setLarge] = useState<number>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a load, of the same data too, forgets the pictures
  useEffect(() => {
    if (!hasData || shown.length === 0) return;
    const set = split === 'test' ? 'test' : 'train';
    readPictures(
      'mistakes',
      set,
      shown.map(({ index }) => index),
    );
  }, [shown, split, hasData, loadId, readPictures]);

  const name = (index: number) => names[index] ?? String(index);
  const words = { truth: name(trueClass ?? 0), said: name(predictedClass ?? 0) };
  const isRightCell = trueClass !== undefined && trueClass === predictedClass;
  const title =
    trueClass === undefined
      ? t('evaluate.mistakes')
      : isRightCell
        ? t('measure.rightOf', words)
        : t(predictedClass === undefined ? 'evaluate.mistakesOfClass' : 'evaluate.mistakesOf', words);
  const opened = shown.find(({ index }) => index === large);
  return (
    <Card title={title}>
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
              onClick={() => setPage({ choice, start: Math.max(0, start - PAGE) })}
            >
              {t('measure.previous')}
            </Button>
            <Button
              size="xs"
              variant="default"
              disabled={start + PAGE >= places.length}
              onClick={() => setPage({ choice, start: start + PAGE })}
            >
              {t('measure.next')}
            </Button>
          </>
        )}
        {trueClass !== undefined && (
          <Button size="xs" variant="default" onClick={onShowAll}>
            {t('evaluate.showAll')}
          </Button>
        )}
      </div>
      {!hasData && <p>{t('evaluate.dataChanged')}</p>}
      {error !== undefined && <Notice kind="error">{errorText(error)}</Notice>}
      {hasData && images !== undefined && (
        <ImageGrid>
          {shown.map((image) => {
            const position = indices.indexOf(image.index);
            if (position < 0) return null;
            const [answer] = image.best;
            const said = answer === undefined ? '–' : name(answer.answer);
            return (
              <ImageTile
                key={image.index}
                images={images}
                position={position}
                isWrong={!isRightCell}
                onOpen={() => setLarge(image.index)}
                label={t('evaluate.mistakeLabel', {
                  truth: name(image.trueClass),
                  said,
                  probability: answer === undefined ? '–' : format.percent(answer.probability),
                })}
                caption={`${name(image.trueClass)} → ${said}`}
              />
            );
          })}
        </ImageGrid>
      )}
      {opened !== undefined && images !== undefined && (
        <LargeImage
          images={images}
          position={indices.indexOf(opened.index)}
          answered={[{ of: undefined, image: opened }]}
          name={name}
          onClose={() => setLarge(undefined)}
          onMove={(by) => {
            const next = shown[shown.indexOf(opened) + by];
            if (next !== undefined) setLarge(next.index);
          }}
        />
      )}
    </Card>
  );
}
