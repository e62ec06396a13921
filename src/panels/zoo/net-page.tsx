import { Tabs } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Analysis, analyse } from '#models/analysis.ts';
import { type Graph, GraphError } from '#models/graph.ts';
import { buildGraph, findArchitecture } from '#models/registry.ts';
import { useActions, useApp } from '#panels/shared/app-context.ts';
import { lazyPart } from '#panels/shared/lazy-part.tsx';
import { NetPaper } from '#panels/shared/net-paper.tsx';
import { NetPublished } from '#panels/shared/net-published.tsx';
import { PlaceLink } from '#panels/shared/place-link.tsx';
import { WeightsCard } from '#panels/weights/weights-card.tsx';
import type { NetForm } from '#store/net-form.ts';
import { NET_TABS, type NetTab } from '#store/zoo.ts';
import { Card } from '#ui/card.tsx';
import { LayerFacts } from './layer-facts.tsx';
import { LayerTable } from './layer-table.tsx';
import { NetFigures } from './net-figures.tsx';
import { NetFit } from './net-fit.tsx';
import { NetFormFields } from './net-form-fields.tsx';
import { NetHead } from './net-head.tsx';
import styles from './net-page.module.css';
import { NetProblem } from './net-problem.tsx';

const NetDiagram = lazyPart(() => import('./diagram/net-diagram.tsx'));

/** Everything about one net, in the form that the reader gives it. */
export function NetPage({ form }: { readonly form: NetForm }) {
  const { t } = useTranslation();
  const { showNetTab } = useActions();
  const tab = useApp((state) => state.zoo.tab);
  const drawn = useMemo(() => build(form), [form]);
  return (
    <>
      <BackLink />
      <NetHead form={form} analysis={drawn.analysis} isAdapted={drawn.graph?.adapted ?? false} />
      {drawn.error !== undefined && <NetProblem form={form} error={drawn.error} />}
      <Tabs value={tab} onChange={(value) => showNetTab(value as NetTab)} keepMounted={false}>
        <Tabs.List aria-label={t('net.tabs.label')}>
          {NET_TABS.map((value) => (
            <Tabs.Tab key={value} value={value} data-tab={value}>
              {t(`net.tabs.${value}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Structure form={form} graph={drawn.graph} analysis={drawn.analysis} />
        <Tabs.Panel value="paper" className={styles['columns'] ?? ''}>
          <PaperTab form={form} />
        </Tabs.Panel>
        <Tabs.Panel value="adapt" className={styles['columns'] ?? ''}>
          <Card title={t('net.tabs.adapt')}>
            <NetFormFields form={form} />
          </Card>
          {drawn.analysis !== undefined && (
            <Card title={t('net.figures')}>
              <NetFigures graph={drawn.graph} analysis={drawn.analysis} />
              <NetFit form={form} graph={drawn.graph} />
            </Card>
          )}
        </Tabs.Panel>
      </Tabs>
    </>
  );
}

interface StructureProps {
  readonly form: NetForm;
  readonly graph: Graph | undefined;
  readonly analysis: Analysis | undefined;
}

/** The layers as a diagram and as a table, with one layer chosen in both. */
function Structure({ form, graph, analysis }: StructureProps) {
  const { t } = useTranslation();
  const { showNetTab } = useActions();
  const [selected, setSelected] = useState<string>();
  const { name } = findArchitecture(form.id);
  const find = (tab: NetTab) => {
    showNetTab(tab);
    // The button that was pressed goes with its tab: the focus must not be lost with it.
    document.querySelector<HTMLElement>(`[data-tab="${tab}"]`)?.focus();
  };
  if (graph === undefined || analysis === undefined) {
    // A tab and its panel belong together, though this one has nothing to show.
    return (['diagram', 'layers'] as const).map((value) => (
      <Tabs.Panel key={value} value={value}>
        {null}
      </Tabs.Panel>
    ));
  }
  return (
    <>
      <Tabs.Panel value="diagram" className={styles['panel'] ?? ''}>
        <NetDiagram
          key={form.id}
          graph={graph}
          name={graph.adapted ? t('net.adaptedName', { name }) : name}
          selected={selected}
          onSelect={setSelected}
        />
        <LayerFacts graph={graph} analysis={analysis} selected={selected} onFind={() => find('layers')} />
      </Tabs.Panel>
      <Tabs.Panel value="layers" className={styles['panel'] ?? ''}>
        <LayerTable
          graph={graph}
          analysis={analysis}
          selected={selected}
          onSelect={setSelected}
          onFind={() => find('diagram')}
        />
      </Tabs.Panel>
    </>
  );
}

function PaperTab({ form }: { readonly form: NetForm }) {
  const { t } = useTranslation();
  const architecture = findArchitecture(form.id);
  return (
    <>
      <Card title={t('net.tabs.paper')}>
        <NetPaper architecture={architecture} />
      </Card>
      <Card title={t('net.published')}>
        <NetPublished architecture={architecture} />
      </Card>
      <WeightsCard form={form} />
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
