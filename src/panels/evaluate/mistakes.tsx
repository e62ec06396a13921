import { Button } from '@mantine/core';
import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useActions, useApp } from '#panels/shared/app-context.ts';
import { useErrorText } from '#panels/shared/error-text.tsx';
import { useFormat } from '#panels/shared/format.ts';
import { useRunName } from '#panels/shared/run-name.ts';
import type { Mistake } from '#protocol/evaluation.ts';
import type { Split } from '#protocol/run-config.ts';
import type { Run } from '#store/run.ts';
import { Card } from '#ui/card.tsx';
import { ImageGrid, ImageTile } from '#ui/image-tile.tsx';
import { Notice } from '#ui/notice.tsx';

/** Which mistakes to show: of a class, of a class taken for another, or the worst of all. */
export interface Choice {
  readonly trueClass?: number;
  readonly predictedClass?: number;
}

export interface MistakesProps {
  readonly run: Run;
  readonly mistakes: readonly Mistake[];
  readonly split: Split;
  readonly names: readonly string[];
  readonly choice: Choice;
  readonly onShowAll: () => void;
}

const SHOWN = 60;

/** The images that the net got most confidently wrong, with what it said of each. */
export function Mistakes({ run, mistakes, split, names, choice, onShowAll }: MistakesProps) {
  const { t } = useTranslation();
  const { readPictures } = useActions();
  const { images, indices, error } = useApp((state) => state.pictures.mistakes);
  const { summary, loadId } = useApp((state) => state.dataset);
  const hasData = summary !== undefined && summary.fingerprint === run.data?.fingerprint;
  const runName = useRunName();
  const format = useFormat();
  const errorText = useErrorText();
  const { trueClass, predictedClass } = choice;
  const shown = useMemo(
    () =>
      mistakes
        .filter((mistake) => trueClass === undefined || mistake.trueClass === trueClass)
        .filter((mistake) => predictedClass === undefined || mistake.predictedClass === predictedClass)
        .slice(0, SHOWN),
    [mistakes, trueClass, predictedClass],
  );
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
  const title =
    trueClass === undefined
      ? t('evaluate.mistakes')
      : t(predictedClass === undefined ? 'evaluate.mistakesOfClass' : 'evaluate.mistakesOf', words);
  return (
    <Card title={title}>
      <p>{runName(run)}</p>
      {trueClass !== undefined && (
        <div>
          <Button size="xs" variant="default" onClick={onShowAll}>
            {t('evaluate.showAll')}
          </Button>
        </div>
      )}
      {shown.length === 0 && <p>{t('evaluate.noMistakes')}</p>}
      {!hasData && <p>{t('evaluate.dataChanged')}</p>}
      {error !== undefined && <Notice kind="error">{errorText(error)}</Notice>}
      {hasData && images !== undefined && (
        <ImageGrid>
          {shown.map((mistake) => {
            const position = indices.indexOf(mistake.index);
            if (position < 0) return null;
            return (
              <ImageTile
                key={mistake.index}
                images={images}
                position={position}
                isWrong
                label={t('evaluate.mistakeLabel', {
                  truth: name(mistake.trueClass),
                  said: name(mistake.predictedClass),
                  probability: format.percent(mistake.probability),
                })}
                caption={`${name(mistake.trueClass)} → ${name(mistake.predictedClass)}`}
              />
            );
          })}
        </ImageGrid>
      )}
    </Card>
  );
}
