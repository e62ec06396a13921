import { Button } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { analyse } from '#models/analysis.ts';
import { GraphError } from '#models/graph.ts';
import { buildGraph, findArchitecture } from '#models/registry.ts';
import { useActions } from '#panels/shared/app-context.ts';
import { useIsBusy } from '#panels/shared/current-run.tsx';
import { useFormat } from '#panels/shared/format.ts';
import { lazyPart } from '#panels/shared/lazy-part.tsx';
import { useAdaptation } from '#panels/shared/net-name.ts';
import { NetPaper } from '#panels/shared/net-paper.tsx';
import { NetPublished } from '#panels/shared/net-published.tsx';
import { PlaceLink } from '#panels/shared/place-link.tsx';
import { useImages } from '#panels/shared/use-images.ts';
import { type NetForm, trainableModel } from '#store/net-form.ts';
import { fitsImages, minimumSide } from '#store/set-up.ts';
import { Card } from '#ui/card.tsx';
import { LayerTable } from './layer-table.tsx';
import { NetFigures } from './net-figures.tsx';
import { NetFit } from './net-fit.tsx';
import { NetFormFields } from './net-form-fields.tsx';
import styles from './net-page.module.css';
import { NetProblem } from './net-problem.tsx';

const NetDiagram = lazyPart(() => import('./diagram/net-diagram.tsx'));

export const NET_HEADING = 'net-heading';

/** Everything about one net, in the form that the reader gives it. */
export function NetPage({ form }: { readonly form: NetForm }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [selected, setSelected] = useState<string>();
  const architecture = findArchitecture(form.id);
  const drawn = useMemo(() => build(form), [form]);
  const { name, year } = architecture;
  return (
    <>
      <BackLink />
      <div className={styles['title']}>
        <h1 id={NET_HEADING} tabIndex={-1}>
          {name} <span>{format.year(year)}</span>
        </h1>
        {drawn.graph?.adapted && (
          <span className={styles['adapted']} title={t('net.adaptedLabelHelp')}>
            {t('net.adaptedLabel')}
          </span>
        )}
      </div>
      <div className={styles['facts']}>
        <Card title={t('net.about')}>
          <NetPaper architecture={architecture} />
        </Card>
        <Card title={t('net.form')}>
          <NetFormFields form={form} />
          {drawn.error !== undefined && <NetProblem form={form} error={drawn.error} />}
          <TrainThis form={form} />
        </Card>
        <Card title={t('net.published')}>
          <NetPublished architecture={architecture} />
        </Card>
        {drawn.analysis !== undefined && (
          <Card title={t('net.figures')}>
            <NetFigures graph={drawn.graph} analysis={drawn.analysis} />
            <NetFit form={form} graph={drawn.graph} />
          </Card>
        )}
      </div>
      {drawn.graph !== undefined && (
        <div className={styles['structure']}>
          <Card title={t('net.layers')}>
            <LayerTable
              graph={drawn.graph}
              analysis={drawn.analysis}
              selected={selected}
              onSelect={setSelected}
            />
          </Card>
          <Card title={t('net.diagram.title')}>
            <NetDiagram
              key={form.id}
              graph={drawn.graph}
              name={drawn.graph.adapted ? t('net.adaptedName', { name }) : name}
              selected={selected}
              onSelect={setSelected}
            />
          </Card>
        </div>
      )}
    </>
  );
}

/** The net and its figures, or where its description contradicts itself. */
function build(form: NetForm) {
  const { id, ...options } = form;
  try {
    const graph = buildGraph(id, options);
    return { graph, analysis: analyse(graph), error: undefined };
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    return { graph: undefined, analysis: undefined, error };
  }
}

function BackLink() {
  const { t } = useTranslation();
  return (
    <PlaceLink place="zoo" className={styles['back']}>
      {`← ${t('net.back')}`}
    </PlaceLink>
  );
}

function TrainThis({ form }: { readonly form: NetForm }) {
  const { t } = useTranslation();
  const { trainNet } = useActions();
  const isBusy = useIsBusy();
  const architecture = findArchitecture(form.id);
  const images = useImages();
  const adaptation = useAdaptation(trainableModel(form, images?.shape), images);
  const isTrainable = fitsImages(architecture, images?.shape);
  return (
    <div className={styles['train']}>
      <Button disabled={isBusy || !isTrainable} onClick={() => trainNet(form)}>
        {t('net.train')}
      </Button>
      <p>
        {!isTrainable
          ? t('net.tooSmall', {
              side: minimumSide(architecture),
              height: images?.shape[0],
              width: images?.shape[1],
            })
          : isBusy
            ? t('net.trainBusy')
            : adaptation}
      </p>
    </div>
  );
}
