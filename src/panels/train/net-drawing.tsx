import { memo, useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '#panels/shared/app-context.ts';
import { useClassNames } from '#panels/shared/class-names.ts';
import { useCurrentRun } from '#panels/shared/current-run.tsx';
import { useFormat } from '#panels/shared/format.ts';
import { useNetName } from '#panels/shared/net-name.ts';
import { useRunName } from '#panels/shared/run-name.ts';
import { useImages } from '#panels/shared/use-images.ts';
import type { DatasetSummary } from '#protocol/data.ts';
import type { FirstFilters, Inspection, StageMaps } from '#protocol/inspection.ts';
import { isSameNet } from '#store/inspection.ts';
import { BarList } from '#ui/bar-list.tsx';
import { MapCanvas } from '#ui/map-canvas.tsx';
import styles from './net-drawing.module.css';
import { useInspection } from './use-inspection.ts';

/** More filters than these are drawn smaller. */
const MOST_LARGE = 16;
/** Of more classes only the likeliest have a bar. */
const BARS = 10;

/** The net at work: an image going in, maps at each stage, and the bars of the classes coming out. */
export function NetDrawing() {
  const run = useCurrentRun();
  return run === undefined ? <Untrained /> : <InTraining />;
}

function Untrained() {
  const { t } = useTranslation();
  const netName = useNetName();
  const images = useImages();
  const draft = useApp((state) => state.draft);
  const data = useApp((state) => state.dataset.summary);
  const { config, inspection } = useApp((state) => state.inspection);
  useInspection();
  const name = netName(draft.model, images);
  if (inspection === undefined || !isSameNet(config, draft)) {
    return <p className={styles['empty']}>{t('train.curvesEmpty')}</p>;
  }
  return <Drawing title={t('train.drawing.untrained', { name })} inspection={inspection} data={data} />;
}

function InTraining() {
  const { t } = useTranslation();
  const format = useFormat();
  const runName = useRunName();
  const run = useCurrentRun();
  // Drawn when nothing else is due, in slices: a whole drawing at once would hold up the page.
  const inspected = useDeferredValue(useApp((state) => state.live.inspected));
  if (run === undefined || inspected === undefined) return null;
  return (
    <Drawing
      title={t('train.drawing.atStep', { run: runName(run), step: format.whole(inspected.step) })}
      inspection={inspected.inspection}
      data={run.data}
    />
  );
}

interface DrawingProps {
  readonly title: string;
  readonly inspection: Inspection;
  readonly data: DatasetSummary | undefined;
}

const Drawing = memo(function Drawing({ title, inspection, data }: DrawingProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const names = useClassNames(data);
  const [chosen, setChosen] = useState<string>();
  const { image, trueClass, stages, filters, probabilities } = inspection;
  const name = (index: number) => names[index] ?? String(index);
  const ranked = probabilities
    .map((value, index) => ({ index, value }))
    .toSorted((a, b) => b.value - a.value || a.index - b.index);
  const best = ranked[0]?.index;
  const bars = ranked.slice(0, BARS).toSorted((a, b) => a.index - b.index);
  const enlarged = stages.find(({ layer }) => layer === chosen);
  return (
    <section className={styles['drawing']} aria-label={title}>
      <p className={styles['title']}>{title}</p>
      <div className={styles['net']}>
        <figure className={styles['image']}>
          <MapCanvas images={image} position={0} className={styles['map']} />
          <figcaption>{t('train.drawing.image', { name: name(trueClass) })}</figcaption>
        </figure>
        {stages.map((stage) => (
          <button
            key={stage.layer}
            type="button"
            className={styles['stage']}
            aria-pressed={stage.layer === chosen}
            onClick={() => setChosen(stage.layer === chosen ? undefined : stage.layer)}
          >
            <Maps stage={stage} largest={image.height} />
            <span className={styles['name']}>
              {stage.label ?? stage.layer} <span className={styles['shape']}>{stage.shape.join('×')}</span>
            </span>
          </button>
        ))}
        <div className={styles['bars']}>
          <BarList
            label={t('train.drawing.answers')}
            max={1}
            bars={bars.map(({ index, value }) => ({
              name: name(index),
              value: Number.isNaN(value) ? 0 : value,
              text: Number.isNaN(value) ? '–' : format.percent(value),
              isStrong: index === best,
            }))}
          />
        </div>
      </div>
      {enlarged !== undefined && enlarged === stages[0] && filters !== undefined && (
        <Filters filters={filters} />
      )}
      {enlarged !== undefined && (
        <figure className={styles['enlarged']}>
          <div className={styles['row']}>
            {positions(enlarged).map((position) => (
              <MapCanvas
                key={position}
                images={asImages(enlarged)}
                position={position}
                className={styles['map']}
              />
            ))}
          </div>
          <figcaption>
            {t('train.drawing.maps', {
              layer: enlarged.label ?? enlarged.layer,
              count: enlarged.count,
              of: format.whole(enlarged.shape[2]),
            })}
          </figcaption>
        </figure>
      )}
    </section>
  );
});

const positions = ({ count }: { readonly count: number }) =>
  Array.from({ length: count }, (_, position) => position);
const asImages = (stage: StageMaps) => ({ ...stage, channels: 1 });

/** What the first layer looks for. */
function Filters({ filters }: { readonly filters: FirstFilters }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <figure className={styles['enlarged']}>
      <div className={styles['row']} data-small={filters.count > MOST_LARGE}>
        {positions(filters).map((position) => (
          <MapCanvas key={position} images={filters} position={position} className={styles['map']} />
        ))}
      </div>
      <figcaption>
        {t('train.drawing.filters', {
          layer: filters.layer,
          count: filters.count,
          of: format.whole(filters.of),
        })}
      </figcaption>
    </figure>
  );
}

/** Small maps in two columns; the smaller the maps of a stage, the smaller they are drawn. */
function Maps({ stage, largest }: { readonly stage: StageMaps; readonly largest: number }) {
  const isVector = stage.shape[0] * stage.shape[1] === 1;
  const side = 1.5 + 2.5 * Math.min(1, stage.shape[0] / largest);
  return (
    <span
      className={styles['maps']}
      data-vector={isVector}
      style={isVector ? {} : { gridTemplateColumns: `repeat(2, ${side}rem)` }}
    >
      {positions(stage)
        .slice(0, 6)
        .map((position) => (
          <MapCanvas key={position} images={asImages(stage)} position={position} className={styles['map']} />
        ))}
    </span>
  );
}
