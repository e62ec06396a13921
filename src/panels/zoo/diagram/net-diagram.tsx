import { Button } from '@mantine/core';
import {
  type AriaLabelConfig,
  ReactFlow,
  type ReactFlowInstance,
  ReactFlowProvider,
  ViewportPortal,
} from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Graph } from '#models/graph.ts';
import { itemAt } from '#models/lookup.ts';
import { fileStem } from '#panels/zoo/file-stem.ts';
import { saveFile } from '#ui/save-file.ts';
import { type DiagramLayout, type DiagramNode, edgePath, layOutDiagram } from './diagram-layout.ts';
import { DiagramBox, type DiagramFocus, DiagramFocusContext, type FlowNode } from './diagram-node.tsx';
import { diagramSvg } from './diagram-svg.ts';
import { foldPaths, foldTree } from './folds.ts';
import styles from './net-diagram.module.css';
import { useNodeText } from './node-text.ts';

export interface NetDiagramProps {
  readonly graph: Graph;
  readonly name: string;
  /** The layer that is chosen here or in the table. */
  readonly selected: string | undefined;
  readonly onSelect: (layer: string) => void;
}

/** Nets with more layers start with their blocks folded. */
const MOST_LAYERS_UNFOLDED = 64;
const NODE_TYPES = { box: DiagramBox };
const READABLE_ZOOM = 0.75;
/** Where names can still be made out. */
const LEAST_ZOOM = 0.4;
const MARGIN = 16;
const STEP_ZOOM = 1.4;

export default function NetDiagram(props: NetDiagramProps) {
  return (
    <ReactFlowProvider>
      <Diagram {...props} />
    </ReactFlowProvider>
  );
}

/** The net as a graph to zoom into, its blocks to fold and unfold. */
function Diagram({ graph, name, selected, onSelect }: NetDiagramProps) {
  const { t } = useTranslation();
  const textOf = useNodeText();
  const blocks = useMemo(() => foldPaths(foldTree(graph)), [graph]);
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(
    () => new Set(graph.nodes.length <= MOST_LAYERS_UNFOLDED ? blocks : []),
  );
  const layout = useMemo(() => layOutDiagram(graph, unfolded), [graph, unfolded]);
  const nodes = useMemo(() => layout.nodes.map(flowNode), [layout]);
  const frame = useRef<HTMLElement>(null);
  const flow = useRef<ReactFlowInstance<FlowNode>>(undefined);
  const [focused, setFocused] = useState<{ readonly id: string; readonly takesFocus: boolean }>();
  const chosen = selected === undefined ? undefined : layout.shownBy.get(selected);

  const bringIntoView = useCallback(
    (id: string) => {
      const box = layout.nodes.find((node) => node.id === id);
      if (box === undefined || flow.current === undefined || frame.current === null) return;
      const { x, y, zoom } = flow.current.getViewport();
      const left = x + box.x * zoom;
      const top = y + box.y * zoom;
      const { clientWidth, clientHeight } = frame.current;
      const isInside =
        left >= 0 &&
        top >= 0 &&
        left + box.width * zoom <= clientWidth &&
        top + box.height * zoom <= clientHeight;
      if (isInside && zoom >= READABLE_ZOOM / 2) return;
      const center = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
      void flow.current.setCenter(center.x, center.y, { zoom: Math.max(zoom, READABLE_ZOOM) });
    },
    [layout],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new layout alone moves nothing
  useEffect(() => {
    if (chosen !== undefined) bringIntoView(chosen);
  }, [selected]);

  const changeFolds = (next: ReadonlySet<string>) => {
    showStart(flow.current, frame.current?.clientWidth ?? 0, layOutDiagram(graph, next));
    setFocused(undefined);
    setUnfolded(next);
  };
  const toggle = (box: DiagramNode) => {
    const next = new Set(unfolded);
    if (!next.delete(box.id)) next.add(box.id);
    keepInPlace(flow.current, frame.current?.clientWidth ?? 0, box, layOutDiagram(graph, next));
    setUnfolded(next);
    setFocused({ id: box.id, takesFocus: true });
  };
  const focus: DiagramFocus = {
    chosen,
    current: layout.nodes.some(({ id }) => id === focused?.id)
      ? focused?.id
      : (chosen ?? layout.nodes[0]?.id),
    takesFocus: focused?.takesFocus ?? false,
    onPress(box) {
      if (box.layer === undefined) return toggle(box);
      setFocused({ id: box.id, takesFocus: true });
      onSelect(box.layer.name);
    },
  };
  const moveFocus = (event: KeyboardEvent) => {
    const next = neighbour(layout, focus.current, event.key);
    if (next === undefined) return;
    event.preventDefault();
    bringIntoView(next);
    setFocused({ id: next, takesFocus: true });
  };

  return (
    <>
      <div className={styles['tools']}>
        <Button size="xs" variant="default" onClick={() => zoomBy(flow.current, STEP_ZOOM)}>
          {t('net.diagram.zoomIn')}
        </Button>
        <Button size="xs" variant="default" onClick={() => zoomBy(flow.current, 1 / STEP_ZOOM)}>
          {t('net.diagram.zoomOut')}
        </Button>
        <Button size="xs" variant="default" onClick={() => void flow.current?.fitView({ maxZoom: 1 })}>
          {t('net.diagram.fit')}
        </Button>
        {blocks.length > 0 && (
          <>
            <Button size="xs" variant="default" onClick={() => changeFolds(new Set(blocks))}>
              {t('net.diagram.unfoldAll')}
            </Button>
            <Button size="xs" variant="default" onClick={() => changeFolds(new Set())}>
              {t('net.diagram.foldAll')}
            </Button>
          </>
        )}
        <Button
          size="xs"
          variant="default"
          onClick={() =>
            saveFile(`${fileStem(graph)}.svg`, 'image/svg+xml', diagramSvg(layout, name, textOf))
          }
        >
          {t('net.svg')}
        </Button>
      </div>
      <p className={styles['help']}>{t('net.diagram.help')}</p>
      {/* The frame takes the keys too: the box that Tab reaches may have been moved out of sight. */}
      <section
        ref={frame}
        className={styles['frame']}
        aria-label={t('net.diagram.label', { name })}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
        tabIndex={0}
        onKeyDown={moveFocus}
      >
        <DiagramFocusContext value={focus}>
          <ReactFlow<FlowNode>
            nodes={nodes}
            nodeTypes={NODE_TYPES}
            onInit={(instance) => {
              flow.current = instance;
              showStart(instance, frame.current?.clientWidth ?? 0, layout);
            }}
            minZoom={0.01}
            maxZoom={2}
            onlyRenderVisibleElements
            nodesDraggable={false}
            nodesConnectable={false}
            nodesFocusable={false}
            elementsSelectable={false}
            disableKeyboardA11y
            zoomOnScroll={false}
            preventScrolling={false}
            zoomActivationKeyCode="Control"
            deleteKeyCode={null}
            selectionKeyCode={null}
            multiSelectionKeyCode={null}
            panActivationKeyCode={null}
            proOptions={{ hideAttribution: true }}
            ariaLabelConfig={libraryWords(t('net.diagram.label', { name }), t('net.diagram.help'))}
            aria-label={t('net.diagram.label', { name })}
          >
            <Connections layout={layout} />
          </ReactFlow>
        </DiagramFocusContext>
      </section>
    </>
  );
}

/** All connections and frames in one drawing below the boxes: hundreds of elements would make it heavy. */
function Connections({ layout: { width, height, edges, frames } }: { readonly layout: DiagramLayout }) {
  const path = useMemo(() => edges.map(edgePath).join(''), [edges]);
  return (
    <ViewportPortal>
      <svg className={styles['connections']} width={width} height={height} aria-hidden="true">
        {frames.map(({ path: block, ...box }) => (
          <rect key={block} {...box} rx={8} />
        ))}
        <path d={path} />
      </svg>
    </ViewportPortal>
  );
}

function flowNode(box: DiagramNode): FlowNode {
  const { id, x, y, width, height } = box;
  return { id, type: 'box', position: { x, y }, width, height, data: { box } };
}

/** The box that an arrow key, Home or End leads to. */
function neighbour({ nodes }: DiagramLayout, current: string | undefined, key: string): string | undefined {
  const index = nodes.findIndex(({ id }) => id === current);
  switch (key) {
    case 'ArrowDown':
    case 'ArrowRight':
      return nodes[index + 1]?.id;
    case 'ArrowUp':
    case 'ArrowLeft':
      return nodes[index - 1]?.id;
    case 'Home':
      return nodes[0]?.id;
    case 'End':
      return nodes.at(-1)?.id;
    default:
      return undefined;
  }
}

/** Shows the start of the net as wide as the frame allows. */
function showStart(
  flow: ReactFlowInstance<FlowNode> | undefined,
  frameWidth: number,
  { width, nodes }: DiagramLayout,
): void {
  const zoom = Math.max(READABLE_ZOOM, Math.min(1, (frameWidth - 2 * MARGIN) / width));
  const input = itemAt(nodes, 0);
  const x = frameWidth / 2 - (input.x + input.width / 2) * zoom;
  void flow?.setViewport({ x, y: MARGIN, zoom });
}

/**
 * The box that was pressed stays where it is on the screen while all around it moves; where the block that it opened
 * is wider than the frame, the view steps back to show all of its paths.
 */
function keepInPlace(
  flow: ReactFlowInstance<FlowNode> | undefined,
  frameWidth: number,
  before: DiagramNode,
  next: DiagramLayout,
): void {
  const after = next.nodes.find(({ id }) => id === before.id);
  if (flow === undefined || after === undefined) return;
  const { x, y, zoom } = flow.getViewport();
  const frame = next.frames.find(({ path }) => path === before.id);
  const top = y + before.y * zoom;
  if (frame !== undefined && frame.width * zoom > frameWidth - 2 * MARGIN) {
    const wide = Math.max(LEAST_ZOOM, (frameWidth - 2 * MARGIN) / frame.width);
    const left = (frameWidth - frame.width * wide) / 2;
    void flow.setViewport({ x: left - frame.x * wide, y: top - after.y * wide, zoom: wide });
  } else {
    void flow.setViewport({ x: x + (before.x - after.x) * zoom, y: top - after.y * zoom, zoom });
  }
}

function zoomBy(flow: ReactFlowInstance<FlowNode> | undefined, factor: number): void {
  void flow?.zoomTo(flow.getZoom() * factor);
}

/** The library's own words, all of them in the page's language. */
function libraryWords(label: string, help: string): Partial<AriaLabelConfig> {
  return {
    'node.a11yDescription.default': help,
    'node.a11yDescription.keyboardDisabled': help,
    'edge.a11yDescription.default': help,
    'handle.ariaLabel': label,
  };
}
