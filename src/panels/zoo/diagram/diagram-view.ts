import type { ReactFlowInstance } from '@xyflow/react';
import { itemAt } from '#models/lookup.ts';
import type { DiagramLayout, DiagramNode } from './diagram-layout.ts';
import type { FlowNode } from './diagram-node.tsx';
import type { Room } from './geometry.ts';

type Flow = ReactFlowInstance<FlowNode>;

/** Where names can be read at arm's length, and where they can still be made out. */
export const READABLE_ZOOM = 0.6;
const LEAST_ZOOM = 0.4;
/** On a projector a small net is drawn larger than it is made. */
const MOST_ZOOM = 1.4;
const MARGIN = 16;
export const STEP_ZOOM = 1.4;

/** The room within a frame. */
export const insideOf = ({ width, height }: Room): Room => ({
  width: width - 2 * MARGIN,
  height: height - 2 * MARGIN,
});

/** How far a whole net is zoomed out to be seen at once. */
export function wholeZoom({ width, height }: DiagramLayout, frame: Room): number {
  const inside = insideOf(frame);
  return Math.min(MOST_ZOOM, inside.width / width, inside.height / height);
}

/** Shows the whole net in the middle of the frame. */
export function showWhole(flow: Flow, frame: Room, layout: DiagramLayout): void {
  const zoom = wholeZoom(layout, frame);
  void flow.setViewport({
    x: (frame.width - layout.width * zoom) / 2,
    y: Math.max(MARGIN, (frame.height - layout.height * zoom) / 2),
    zoom,
  });
}

/** Shows the whole net where it can be read so, and else its start as large as the frame allows. */
export function showStart(flow: Flow, frame: Room, layout: DiagramLayout): void {
  if (wholeZoom(layout, frame) >= READABLE_ZOOM) {
    showWhole(flow, frame, layout);
    return;
  }
  const zoom = Math.max(READABLE_ZOOM, Math.min(1, insideOf(frame).width / layout.width));
  const input = itemAt(layout.nodes, 0);
  const middle = frame.width / 2 - (input.x + input.width / 2) * zoom;
  const isWide = layout.width * zoom > frame.width;
  const x = isWide ? Math.min(middle, MARGIN) : (frame.width - layout.width * zoom) / 2;
  void flow.setViewport({ x, y: MARGIN, zoom });
}

/**
 * The box that was pressed stays where it is on the screen while all around it moves, unless the block that it opened
 * would then be cut: the view moves, and steps back where it must, to show all of its paths.
 */
export function keepInPlace(flow: Flow, frame: Room, before: DiagramNode, next: DiagramLayout): void {
  const after = next.nodes.find(({ id }) => id === before.id);
  if (after === undefined) return;
  const { x, y, zoom } = flow.getViewport();
  const block = next.frames.find(({ path }) => path === before.id);
  const left = x + before.x * zoom;
  const top = y + before.y * zoom;
  if (block === undefined) {
    void flow.setViewport({ x: left - after.x * zoom, y: top - after.y * zoom, zoom });
    return;
  }
  const near = Math.max(LEAST_ZOOM, Math.min(zoom, insideOf(frame).width / block.width));
  const within = (start: number, length: number, room: number) =>
    Math.max(MARGIN, Math.min(start, room - MARGIN - length));
  const blockLeft = within(left - (after.x - block.x) * near, block.width * near, frame.width);
  const blockTop = within(top - (after.y - block.y) * near, block.height * near, frame.height);
  void flow.setViewport({ x: blockLeft - block.x * near, y: blockTop - block.y * near, zoom: near });
}

/** Moves to a box that is out of sight, or too small to be read. */
export function bringIntoView(flow: Flow, frame: Room, box: DiagramNode): void {
  const { x, y, zoom } = flow.getViewport();
  const left = x + box.x * zoom;
  const top = y + box.y * zoom;
  const isInside =
    left >= 0 &&
    top >= 0 &&
    left + box.width * zoom <= frame.width &&
    top + box.height * zoom <= frame.height;
  if (isInside && zoom >= LEAST_ZOOM) return;
  void flow.setCenter(box.x + box.width / 2, box.y + box.height / 2, { zoom: Math.max(zoom, READABLE_ZOOM) });
}

export function zoomBy(flow: Flow, factor: number): void {
  void flow.zoomTo(flow.getZoom() * factor);
}

/** The box that an arrow key, Home or End leads to. */
export function neighbour(
  { nodes }: DiagramLayout,
  current: string | undefined,
  key: string,
): DiagramNode | undefined {
  const index = nodes.findIndex(({ id }) => id === current);
  switch (key) {
    case 'ArrowDown':
    case 'ArrowRight':
      return nodes[index + 1];
    case 'ArrowUp':
    case 'ArrowLeft':
      return nodes[index - 1];
    case 'Home':
      return nodes[0];
    case 'End':
      return nodes.at(-1);
    default:
      return undefined;
  }
}
