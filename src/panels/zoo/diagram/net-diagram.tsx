import { Button } from '@mantine/core';
import {
  type AriaLabelConfig,
  ReactFlow,
  type ReactFlowInstance,
  ReactFlowProvider,
  ViewportPortal,
} from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import { type KeyboardEvent, type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Graph } from '#models/graph.ts';
import { fileStem } from '#panels/zoo/file-stem.ts';
import { saveFile } from '#ui/save-file.ts';
import { type DiagramLayout, type DiagramNode, edgePath, layOutDiagram } from './diagram-layout.ts';
import { DiagramBox, type DiagramFocus, DiagramFocusContext, type FlowNode } from './diagram-node.tsx';
import { diagramSvg } from './diagram-svg.ts';
import {
  bringIntoView,
  insideOf,
  keepInPlace,
  neighbour,
  READABLE_ZOOM,
  STEP_ZOOM,
  showStart,
  showWhole,
  wholeZoom,
  zoomBy,
} from './diagram-view.ts';
import { firstFold, foldPaths, foldTree } from './folds.ts';
import type { Room } from './geometry.ts';
import styles from './net-diagram.module.css';
import { useNodeText } from './node-text.ts';
import { useFrame, useFullScreen } from './use-frame.ts';

export interface NetDiagramProps {
  readonly graph: Graph;
  readonly name: string;
  /** The layer that is chosen here or in the table. */
  readonly selected: string | undefined;
  readonly onSelect: (layer: string) => void;
}

const NODE_TYPES = { box: DiagramBox };

export default function NetDiagram(props: NetDiagramProps) {
  const frame = useRef<HTMLElement>(null);
  const whole = useRef<HTMLDivElement>(null);
  const room = useFrame(frame);
  return (
    <ReactFlowProvider>
      <div ref={whole} className={styles['whole']}>
        <Diagram {...props} frame={frame} whole={whole} room={room} />
      </div>
    </ReactFlowProvider>
  );
}

interface DiagramProps extends NetDiagramProps {
  readonly frame: RefObject<HTMLElement | null>;
  /** The frame with its tools. */
  readonly whole: RefObject<HTMLDivElement | null>;
  /** The frame's size; undefined before it is known. */
  readonly room: Room | undefined;
}

/** The net as a graph to zoom into, its blocks to fold and unfold. */
function Diagram({ graph, name, selected, onSelect, frame, whole, room }: DiagramProps) {
  const { t } = useTranslation();
  const textOf = useNodeText();
  const tree = useMemo(() => foldTree(graph), [graph]);
  const blocks = useMemo(() => foldPaths(tree), [tree]);
  const layOut = useMemo(
    () => (open: ReadonlySet<string>) => layOutDiagram(graph, open, room && insideOf(room)),
    [graph, room],
  );
  const [opened, setUnfolded] = useState<ReadonlySet<string>>();
  // Until the reader changes it: all of a net that can be read so, else one block, to show what is in it.
  const unfolded = useMemo(() => {
    const all = new Set(blocks);
    const isReadable = room !== undefined && wholeZoom(layOut(all), room) >= READABLE_ZOOM;
    return opened ?? (isReadable ? all : new Set(firstFold(tree)));
  }, [opened, blocks, tree, room, layOut]);
  const layout = useMemo(() => layOut(unfolded), [layOut, unfolded]);
  const nodes = useMemo(() => layout.nodes.map(flowNode), [layout]);
  const [flow, setFlow] = useState<ReactFlowInstance<FlowNode>>();
  const [focused, setFocused] = useState<{ readonly id: string; readonly takesFocus: boolean }>();
  const fullScreen = useFullScreen(whole);
  const chosen = selected === undefined ? undefined : layout.shownBy.get(selected);
  const boxOf = (id: string | undefined) => layout.nodes.find((node) => node.id === id);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another fold of the same net moves nothing
  useEffect(() => {
    if (flow !== undefined && room !== undefined) showStart(flow, room, layout);
  }, [flow, room, graph]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new layout alone moves nothing
  useEffect(() => {
    const box = boxOf(chosen);
    if (flow !== undefined && room !== undefined && box !== undefined) bringIntoView(flow, room, box);
  }, [flow, selected]);

  const changeFolds = (next: ReadonlySet<string>, show: typeof showStart = showStart) => {
    if (flow !== undefined && room !== undefined) show(flow, room, layOut(next));
    setFocused(undefined);
    setUnfolded(next);
  };
  const showAll = () => {
    if (flow === undefined || room === undefined) return;
    // What is too small to be read is no view of the net: its blocks are folded then.
    if (wholeZoom(layout, room) >= READABLE_ZOOM) showWhole(flow, room, layout);
    else changeFolds(new Set(), showWhole);
  };
  const toggle = (box: DiagramNode) => {
    const next = new Set(unfolded);
    if (!next.delete(box.id)) next.add(box.id);
    if (flow !== undefined && room !== undefined) keepInPlace(flow, room, box, layOut(next));
    setUnfolded(next);
    setFocused({ id: box.id, takesFocus: true });
  };
  const focus: DiagramFocus = {
    chosen,
    current: boxOf(focused?.id)?.id ?? chosen ?? layout.nodes[0]?.id,
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
    if (flow !== undefined && room !== undefined) bringIntoView(flow, room, next);
    setFocused({ id: next.id, takesFocus: true });
  };

  const tools = [
    { label: t('net.diagram.fit'), onClick: showAll },
    { label: t('net.diagram.zoomIn'), onClick: () => flow && zoomBy(flow, STEP_ZOOM) },
    { label: t('net.diagram.zoomOut'), onClick: () => flow && zoomBy(flow, 1 / STEP_ZOOM) },
    ...(blocks.length === 0
      ? []
      : [
          { label: t('net.diagram.unfoldAll'), onClick: () => changeFolds(new Set(blocks)) },
          { label: t('net.diagram.foldAll'), onClick: () => changeFolds(new Set()) },
        ]),
    ...(fullScreen === undefined
      ? []
      : [
          {
            label: t(fullScreen.isFull ? 'net.diagram.endFullScreen' : 'net.diagram.fullScreen'),
            onClick: fullScreen.toggle,
          },
        ]),
    {
      label: t('net.svg'),
      onClick: () => saveFile(`${fileStem(graph)}.svg`, 'image/svg+xml', diagramSvg(layout, name, textOf)),
    },
  ];
  return (
    <>
      <div className={styles['tools']}>
        {tools.map(({ label, onClick }) => (
          <Button key={label} size="xs" variant="default" onClick={onClick}>
            {label}
          </Button>
        ))}
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
        {room !== undefined && (
          <DiagramFocusContext value={focus}>
            <ReactFlow<FlowNode>
              nodes={nodes}
              nodeTypes={NODE_TYPES}
              onInit={setFlow}
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
        )}
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

/** The library's own words, all of them in the page's language. */
function libraryWords(label: string, help: string): Partial<AriaLabelConfig> {
  return {
    'node.a11yDescription.default': help,
    'node.a11yDescription.keyboardDisabled': help,
    'edge.a11yDescription.default': help,
    'handle.ariaLabel': label,
  };
}
