import { Button } from '@mantine/core';
import { type KeyboardEvent, memo, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Analysis, LayerRow } from '#models/analysis.ts';
import type { Graph } from '#models/graph.ts';
import { itemAt } from '#models/lookup.ts';
import { useFormat } from '#panels/shared/format.ts';
import { saveFile } from '#ui/save-file.ts';
import { fileStem } from './file-stem.ts';
import { layerCsv } from './layer-csv.ts';
import styles from './layer-table.module.css';
import { useOperationText } from './operation-text.ts';

export interface LayerTableProps {
  readonly graph: Graph;
  readonly analysis: Analysis;
  readonly selected: string | undefined;
  readonly onSelect: (layer: string) => void;
  /** Leads to the chosen layer in the diagram. */
  readonly onFind: () => void;
}

/** Every layer with its output, its cost and what it sees, in the order of the paper. */
export function LayerTable({ graph, analysis, selected, onSelect, onFind }: LayerTableProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { totals } = analysis;
  const hasHeads = analysis.layers.some(({ auxiliary }) => auxiliary !== undefined);
  const frame = useRef<HTMLDivElement>(null);
  // Another form of the net may lack the layer that was chosen.
  const { name: tabStop } =
    analysis.layers.find(({ name }) => name === selected) ?? itemAt(analysis.layers, 0);

  useEffect(() => {
    if (selected === undefined) return;
    const row = frame.current?.querySelector<HTMLElement>('tr[data-selected="true"]');
    if (frame.current && row) bringIntoView(frame.current, row);
  }, [selected]);

  return (
    <>
      <div className={styles['top']}>
        <Button size="xs" variant="default" disabled={selected === undefined} onClick={onFind}>
          {t('net.inDiagram')}
        </Button>
        <Button
          size="xs"
          variant="default"
          onClick={() =>
            saveFile(`${fileStem(graph)}.csv`, 'text/csv;charset=utf-8', layerCsv(graph, analysis))
          }
        >
          {t('net.csv')}
        </Button>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: the card around it is the region, and this is no form */}
      <div
        ref={frame}
        className={styles['scroll']}
        role="group"
        aria-label={t('net.layers')}
        onKeyDown={moveFocus}
      >
        <table className={styles['table']}>
          <thead>
            <tr>
              <th scope="col">{t('net.layer')}</th>
              <th scope="col">{t('net.type')}</th>
              <th scope="col">{t('net.output')}</th>
              <th scope="col">{t('net.activations')}</th>
              <th scope="col">{t('net.parameters')}</th>
              <th scope="col">{t('net.multiplyAdds')}</th>
              <th scope="col">{t('net.receptiveField')}</th>
            </tr>
          </thead>
          <tbody>
            {analysis.layers.map((row, index) => (
              <Row
                key={row.name}
                row={row}
                node={itemAt(graph.nodes, index)}
                startsBlock={index > 0 && row.block !== itemAt(analysis.layers, index - 1).block}
                isSelected={row.name === selected}
                isTabStop={row.name === tabStop}
                onSelect={onSelect}
              />
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{t(hasHeads ? 'net.totalWithoutHeads' : 'net.total')}</th>
              <td />
              <td />
              <td>{format.whole(totals.activations)}</td>
              <td>{format.whole(totals.params)}</td>
              <td>{format.whole(totals.multiplyAdds)}</td>
              <td />
            </tr>
          </tfoot>
        </table>
      </div>
    </>
  );
}

interface RowProps {
  readonly row: LayerRow;
  readonly node: Graph['nodes'][number];
  readonly startsBlock: boolean;
  readonly isSelected: boolean;
  /** Of hundreds of rows Tab reaches one; the arrow keys lead on. */
  readonly isTabStop: boolean;
  readonly onSelect: (layer: string) => void;
}

/** Of hundreds of rows only those whose selection changes are drawn again. */
const Row = memo(function Row({ row, node, startsBlock, isSelected, isTabStop, onSelect }: RowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const describe = useOperationText();
  const count = (value: number) => (value === 0 ? '–' : format.whole(value));
  return (
    <tr data-selected={isSelected} data-starts-block={startsBlock}>
      <th scope="row">
        <button
          type="button"
          tabIndex={isTabStop ? 0 : -1}
          aria-current={isSelected}
          onClick={() => onSelect(row.name)}
        >
          {node.label ?? row.name}
        </button>
        {node.label !== undefined && <small title={t('net.key', { name: row.name })}>{row.name}</small>}
        {row.auxiliary !== undefined && <small>{t('net.auxiliary')}</small>}
      </th>
      <td>{describe(node.operation)}</td>
      <td>{row.output.join('×')}</td>
      <td>{row.activations === 0 ? t('net.inPlace') : format.whole(row.activations)}</td>
      <td>{count(row.params)}</td>
      <td>{count(row.multiplyAdds)}</td>
      <td>{row.receptiveField.size.join('×')}</td>
    </tr>
  );
});

/** The arrow keys, Home and End go from layer to layer. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>('tbody button')];
  const index = buttons.indexOf(event.target as HTMLElement);
  if (index < 0) return;
  const next = {
    ArrowDown: buttons[index + 1],
    ArrowUp: buttons[index - 1],
    Home: buttons[0],
    End: buttons.at(-1),
  }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  next.focus({ preventScroll: true });
  bringIntoView(event.currentTarget, next);
}

/** Scrolls the table, and only the table. */
function bringIntoView(frame: HTMLElement, row: HTMLElement): void {
  const space = frame.getBoundingClientRect();
  const { top, bottom } = row.getBoundingClientRect();
  const margin = 48;
  if (top < space.top + margin || bottom > space.bottom - margin) {
    frame.scrollTop += (top + bottom) / 2 - (space.top + space.bottom) / 2;
  }
}
