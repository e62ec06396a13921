import { memo, useDeferredValue } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '#panels/shared/app-context.ts';
import { useClassNames } from '#panels/shared/class-names.ts';
import { useCurrentRun } from '#panels/shared/current-run.tsx';
import { useFormat } from '#panels/shared/format.ts';
import { useRunName } from '#panels/shared/run-name.ts';
import type { PredictionStrip as Strip } from '#store/live.ts';
import type { Run } from '#store/run.ts';
import { Card } from '#ui/card.tsx';
import { ImageGrid, ImageTile } from '#ui/image-tile.tsx';
import styles from './train-place.module.css';

/** What the net says of some held-out images just now. */
export function PredictionStrip() {
  const run = useCurrentRun();
  // Drawn when nothing else is due, in slices.
  const strip = useDeferredValue(useApp((state) => state.live.predictions));
  return run === undefined || strip === undefined ? null : <Predictions run={run} strip={strip} />;
}

const Predictions = memo(function Predictions({ run, strip }: { readonly run: Run; readonly strip: Strip }) {
  const { t } = useTranslation();
  const format = useFormat();
  const runName = useRunName();
  const names = useClassNames(run.data);
  const name = (index: number) => names[index] ?? String(index);
  return (
    <Card title={t('train.predictions')}>
      <p className={styles['adaptation']}>
        {t('train.predictionsAt', { run: runName(run), step: format.whole(strip.step) })}
      </p>
      <ImageGrid {...(names.length <= 10 && { columns: 10 })}>
        {strip.predictions.map(({ index, trueClass, predictedClass }, position) => {
          const words = {
            true: name(trueClass),
            predicted: predictedClass === undefined ? '' : name(predictedClass),
          };
          const kind =
            predictedClass === undefined ? 'None' : predictedClass === trueClass ? 'Right' : 'Wrong';
          return (
            <ImageTile
              key={index}
              images={strip.images}
              position={position}
              isWrong={kind !== 'Right'}
              label={t(`train.prediction${kind}`, words)}
              caption={kind === 'None' ? t('train.noAnswer') : words.predicted}
            />
          );
        })}
      </ImageGrid>
    </Card>
  );
});
