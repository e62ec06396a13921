import { describe, expect, it } from 'vitest';
import { architectures, buildGraph } from '#models/registry.ts';
import { layOutDiagram } from '#panels/zoo/diagram/diagram-layout.ts';
import { foldPaths, foldTree } from '#panels/zoo/diagram/folds.ts';
import type { Box } from '#panels/zoo/diagram/geometry.ts';

const ROOM = { width: 1200, height: 620 };
const zoom = ({ width, height }: { width: number; height: number }) =>
  Math.min(1, ROOM.width / width, ROOM.height / height);
const overlap = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

describe('a diagram with a room to fill', () => {
  it.each(architectures.map(({ id }) => id))(
    'shows the whole of %s, folded, so large that it can be read',
    (id) => {
      const layout = layOutDiagram(buildGraph(id), new Set(), ROOM);
      // Names are set in 12 px: 7 px and more can be read.
      expect(zoom(layout)).toBeGreaterThan(0.6);
    },
  );

  it.each(['lenet5', 'vgg19', 'googlenet', 'resnet50', 'densenet121'])(
    'keeps every box of %s inside, none on another, and every connection from foot to head',
    (id) => {
      const graph = buildGraph(id);
      const [first] = foldPaths(foldTree(graph));
      for (const unfolded of [new Set<string>(), new Set(first === undefined ? [] : [first])]) {
        const layout = layOutDiagram(graph, unfolded, ROOM);
        const plain = layOutDiagram(graph, unfolded);
        expect(layout.nodes.map((node) => node.id)).toEqual(plain.nodes.map((node) => node.id));
        for (const [index, box] of layout.nodes.entries()) {
          expect(box.x).toBeGreaterThanOrEqual(0);
          expect(box.x + box.width).toBeLessThanOrEqual(layout.width + 0.01);
          expect(box.y + box.height).toBeLessThanOrEqual(layout.height);
          for (const other of layout.nodes.slice(index + 1)) {
            expect(overlap(box, other), `${box.id} and ${other.id}`).toBe(false);
          }
        }
        expect(layout.edges).toHaveLength(plain.edges.length);
        for (const points of layout.edges) {
          const [start, end] = [points[0]!, points.at(-1)!];
          const isAt = (x: number, y: number, box: Box, edge: number) =>
            Math.abs(box.x + box.width / 2 - x) < 1 && Math.abs(edge - y) < 1;
          expect(layout.nodes.some((box) => isAt(start.x, start.y, box, box.y + box.height))).toBe(true);
          expect(layout.nodes.some((box) => isAt(end.x, end.y, box, box.y))).toBe(true);
          for (const { x, y } of points) {
            const isOnBox = layout.nodes.some(
              (box) =>
                x > box.x + 1 && x < box.x + box.width - 1 && y > box.y + 1 && y < box.y + box.height - 1,
            );
            expect(isOnBox, `${x} ${y}`).toBe(false);
          }
        }
      }
    },
  );
});
