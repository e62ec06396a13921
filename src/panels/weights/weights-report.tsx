import { useTranslation } from 'react-i18next';
import { KNOWN_WEIGHTS } from '#models/known-weights.ts';
import type { Preprocessing } from '#models/preprocessing.ts';
import { useFormat } from '#panels/shared/format.ts';
import type { LoadedWeights } from '#protocol/loaded-weights.ts';
import type { RunConfig } from '#protocol/run-config.ts';
import styles from './weights-report.module.css';

/** Where the weights of a net come from, what of the file it has taken, and how images become its input. */
export function WeightsReport({
  weights,
  config,
}: {
  readonly weights: LoadedWeights;
  readonly config: RunConfig;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const known = KNOWN_WEIGHTS.find(({ id }) => id === weights.known);
  const { preprocessing } = config.model;
  const preprocessingText = usePreprocessingText();
  return (
    <>
      <dl className={styles['facts']}>
        <dt>{t('weights.file')}</dt>
        <dd>
          {weights.file} ({t(`weights.formats.${weights.format}`)}, {format.bytes(weights.sizeBytes)})
        </dd>
        <dt>{t('weights.source')}</dt>
        <dd>
          {known === undefined ? (
            t('weights.unknownSource')
          ) : (
            <>
              <a href={known.url} target="_blank" rel="noreferrer">
                {known.source}
              </a>{' '}
              ({known.licence})
            </>
          )}
        </dd>
        <dt>{t('weights.taken')}</dt>
        <dd>
          {t('weights.takenFigures', {
            tensors: format.whole(weights.taken),
            parameters: format.whole(weights.parameters),
            types: weights.types.join(', '),
          })}
          {weights.prefix !== '' && ` ${t('weights.prefix', { prefix: weights.prefix })}`}
        </dd>
        <dt>{t('weights.input')}</dt>
        <dd>{preprocessing === undefined ? t('weights.asData') : preprocessingText(preprocessing)}</dd>
      </dl>
      <TensorList
        title={t('weights.leftOut', { count: format.whole(weights.leftOut.length) })}
        rows={weights.leftOut.map(({ name, shape, reason }) => [
          name,
          shape,
          t(`weights.leftOutReasons.${reason}`),
        ])}
      />
      <TensorList
        title={t('weights.absent', { count: format.whole(weights.absent.length) })}
        rows={weights.absent.map(({ name, shape, reason }) => [
          name,
          shape,
          t(`weights.absentReasons.${reason}`),
        ])}
      />
    </>
  );
}

type Row = readonly [name: string, shape: readonly number[], reason: string];

function TensorList({ title, rows }: { readonly title: string; readonly rows: readonly Row[] }) {
  if (rows.length === 0) return null;
  return (
    <details>
      <summary>{title}</summary>
      <ul className={styles['tensors']}>
        {rows.map(([name, shape, reason]) => (
          <li key={name}>
            <code>{name}</code> {shape.length > 0 && `(${shape.join(' × ')})`}: {reason}
          </li>
        ))}
      </ul>
    </details>
  );
}

function usePreprocessingText(): (preprocessing: Preprocessing) => string {
  const { t } = useTranslation();
  const numbers = (values: readonly number[]) => values.join(' / ');
  return ({ resize, crop, scale, mean, deviation, channelOrder }) =>
    t('weights.inputText', {
      resize: t(`weights.resize.${resize.fit}`, { side: resize.side }),
      crop: crop.join(' × '),
      order: channelOrder.toUpperCase(),
      range: scale === 1 ? '0–255' : '0–1',
      mean: numbers(mean),
      deviation: numbers(deviation),
    });
}
