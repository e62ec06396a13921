import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Analysis } from '#models/analysis.ts';
import type { Shape } from '#models/graph.ts';
import { findArchitecture } from '#models/registry.ts';
import { useActions } from '#panels/shared/app-context.ts';
import { useIsBusy } from '#panels/shared/current-run.tsx';
import { useFormat, useLocalized } from '#panels/shared/format.ts';
import { useAdaptation } from '#panels/shared/net-name.ts';
import { useProtocolText } from '#panels/shared/net-protocol.ts';
import { useImages } from '#panels/shared/use-images.ts';
import { type NetForm, trainableModel } from '#store/net-form.ts';
import { fitsImages, minimumSide } from '#store/set-up.ts';
import { headlineError } from './designs.ts';
import styles from './net-head.module.css';

export const NET_HEADING = 'net-heading';

interface NetHeadProps {
  readonly form: NetForm;
  /** Undefined where the net cannot be drawn in this form. */
  readonly analysis: Analysis | undefined;
  readonly isAdapted: boolean;
}

/** A net by name, in one sentence and in three figures, and the ways to train it and to take it away. */
export function NetHead({ form, analysis, isAdapted }: NetHeadProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const localized = useLocalized();
  const { name, year, idea } = findArchitecture(form.id);
  return (
    <header className={styles['head']}>
      <div className={styles['title']}>
        <h1 id={NET_HEADING} tabIndex={-1}>
          {name} <span>{format.year(year)}</span>
        </h1>
        {isAdapted && (
          <span className={styles['adapted']} title={t('net.adaptedLabelHelp')}>
            {t('net.adaptedLabel')}
          </span>
        )}
      </div>
      <p className={styles['idea']}>{localized(idea)}</p>
      <KeyFigures form={form} analysis={analysis} />
      <div className={styles['train']}>
        <TrainThis form={form} />
        {analysis !== undefined && <ExportThis form={form} isAdapted={isAdapted} />}
      </div>
    </header>
  );
}

function KeyFigures({ form, analysis }: Pick<NetHeadProps, 'form' | 'analysis'>) {
  const { t } = useTranslation();
  const format = useFormat();
  const protocolText = useProtocolText();
  const architecture = findArchitecture(form.id);
  const error = headlineError(architecture);
  const percent = error?.top5Error ?? error?.top1Error;
  const figures = [
    {
      term: t('net.parameters'),
      value: analysis === undefined ? '–' : format.compact(analysis.totals.params),
      note: analysis === undefined ? '' : format.whole(analysis.totals.params),
    },
    {
      term: t('net.multiplyAdds'),
      value: analysis === undefined ? '–' : format.compact(analysis.totals.multiplyAdds),
      note: t('net.perImage'),
    },
    {
      term: error?.top5Error === undefined && percent !== undefined ? t('evaluate.top1') : t('evaluate.top5'),
      value: percent === undefined ? '–' : format.published(percent),
      note:
        error === undefined
          ? t('net.noError')
          : t('net.asPublishedBy', { protocol: `${error.dataset}, ${protocolText(error, form.id)}` }),
    },
  ];
  return (
    <dl className={styles['figures']}>
      {figures.map(({ term, value, note }) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>
            {value} <small>{note}</small>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function TrainThis({ form }: { readonly form: NetForm }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { trainNet } = useActions();
  const isBusy = useIsBusy();
  const architecture = findArchitecture(form.id);
  const images = useImages();
  const adaptation = useAdaptation(trainableModel(form, images?.shape), images);
  const isTrainable = fitsImages(architecture, images?.shape);
  const inputOf = (shape: Shape, numClasses: number) => `${shape} ${numClasses}`;
  const chosen = inputOf(form.inputShape, form.numClasses);
  const isOtherInput =
    images !== undefined &&
    chosen !== inputOf(architecture.inputShape, architecture.numClasses) &&
    chosen !== inputOf(images.shape, images.numClasses);
  const note = () => {
    if (!isTrainable) {
      return t('net.tooSmall', {
        side: minimumSide(architecture),
        height: images?.shape[0],
        width: images?.shape[1],
      });
    }
    if (isBusy) return t('net.trainBusy');
    if (!isOtherInput) return adaptation;
    const input = images.shape.join(' x ');
    const other = t('net.otherInput', { input, classes: format.whole(images.numClasses) });
    return adaptation === undefined ? other : `${other} ${adaptation}`;
  };
  return (
    <>
      <Button size="md" disabled={isBusy || !isTrainable} onClick={() => trainNet(form)}>
        {t('net.train')}
      </Button>
      <p>{note()}</p>
    </>
  );
}

function ExportThis({ form, isAdapted }: Pick<NetHeadProps, 'form' | 'isAdapted'>) {
  const { t } = useTranslation();
  const { openNetExport } = useActions();
  const { name } = findArchitecture(form.id);
  const called = isAdapted ? t('net.adaptedName', { name }) : name;
  return (
    <Button
      size="md"
      variant="default"
      title={t('export.untrainedHelp')}
      onClick={() => openNetExport(form, called)}
    >
      {t('export.open')}
    </Button>
  );
}
