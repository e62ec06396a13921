import { useTranslation } from 'react-i18next';
import { useApp } from '#panels/shared/app-context.ts';
import { useFormat } from '#panels/shared/format.ts';
import { Card } from '#ui/card.tsx';
import { ImageGrid, ImageTile } from '#ui/image-tile.tsx';

/** What the net says of some held-out images just now. */
export function PredictionStrip() {
  const { t } = useTranslation();
  const strip = useApp((state) => state.live.predictions);
  const names = useApp((state) => state.dataset.summary?.classNames);
  const format = useFormat();
  if (strip === undefined) return null;
  const name = (index: number) => names?.[index] ?? String(index);
  return (
    <Card title={t('train.predictions')}>
      <p>{t('train.predictionsAt', { step: format.whole(strip.step) })}</p>
      <ImageGrid>
        {strip.predictions.map(({ index, trueClass, predictedClass }, position) => {
          const isWrong = trueClass !== predictedClass;
          const words = { predicted: name(predictedClass), true: name(trueClass) };
          return (
            <ImageTile
              key={index}
              images={strip.images}
              position={position}
              isWrong={isWrong}
              label={t(isWrong ? 'train.predictionWrong' : 'train.predictionRight', words)}
              caption={name(predictedClass)}
            />
          );
        })}
      </ImageGrid>
    </Card>
  );
}
