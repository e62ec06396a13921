import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Analysis } from '#models/analysis.ts';
import type { Graph } from '#models/graph.ts';
import { useFormat } from '#panels/shared/format.ts';
import styles from './net-page.module.css';
import { useOperationText } from './operation-text.ts';

interface LayerFactsProps {
  readonly graph: Graph;
  readonly analysis: Analysis;
  readonly selected: string | undefined;
  readonly onFind: () => void;
}

/** The figures of the layer that is chosen in the diagram. */
export function LayerFacts({ graph, analysis, selected, onFind }: LayerFactsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const describe = useOperationText();
  const index = graph.nodes.findIndex(({ name }) => name === selected);
  const node = graph.nodes[index];
  const row = analysis.layers[index];
  if (node === undefined || row === undefined) {
    return <p className={styles['layerFacts']}>{t('net.diagram.choose')}</p>;
  }
  const figures = [
    [t('net.output'), row.output.join('×')],
    [t('net.activations'), row.activations === 0 ? t('net.inPlace') : format.whole(row.activations)],
    [t('net.parameters'), format.whole(row.params)],
    [t('net.multiplyAdds'), format.whole(row.multiplyAdds)],
    [t('net.receptiveField'), row.receptiveField.size.join('×')],
  ];
  return (
    <div className={styles['layerFacts']} aria-live="polite">
      <strong>{node.label ?? node.name}</strong>
      {node.label !== undefined && <span>{t('net.key', { name: node.name })}</span>}
      <span>{describe(node.operation)}</span>
      {figures.map(([term, value]) => (
        <span key={term}>
          {term} <b>{value}</b>
        </span>
      ))}
      <Button size="compact-sm" variant="default" onClick={onFind}>
        {t('net.diagram.inTable')}
      </Button>
    </div>
  );
}
