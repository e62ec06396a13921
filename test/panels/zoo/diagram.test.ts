import { describe, expect, it } from 'vitest';
import { architectures, buildGraph } from '#models/registry.ts';
import { type DiagramNode, layOutDiagram } from '#panels/zoo/diagram/diagram-layout.ts';
import { diagramSvg } from '#panels/zoo/diagram/diagram-svg.ts';
import { foldName, foldPaths, foldTree, shortName } from '#panels/zoo/diagram/folds.ts';
import type { Box } from '#panels/zoo/diagram/geometry.ts';

const draw = (id: string, isUnfolded: boolean) => {
  const graph = buildGraph(id);
  const blocks = foldPaths(foldTree(graph));
  return { graph, blocks, layout: layOutDiagram(graph, new Set(isUnfolded ? blocks : [])) };
};
const overlap = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

describe('the folds of a net', () => {
  it("are its paper's blocks", () => {
    expect(draw('googlenet', false).blocks).toEqual([
      ...['3a', '3b', '4a'].map((module) => `inception_${module}`),
      'aux1',
      ...['4b', '4c', '4d'].map((module) => `inception_${module}`),
      'aux2',
      ...['4e', '5a', '5b'].map((module) => `inception_${module}`),
    ]);
    expect(draw('resnet152', false).blocks).toHaveLength(50);
  });

  it('are not repeated in the names of their layers', () => {
    expect(shortName('inception_3a/3x3_reduce', 'inception_3a')).toBe('3x3_reduce');
    expect(shortName('layer1.0.conv1', 'layer1.0')).toBe('conv1');
    expect(shortName('features.0', 'block1')).toBe('features.0');
    expect(shortName('features.denseblock1.denselayer2.conv1', 'denseblock1/denselayer2')).toBe('conv1');
    expect(shortName('features.denselayer12.conv1', 'denselayer1')).toBe('features.denselayer12.conv1');
  });

  it('bear the names of the blocks around them too', () => {
    const inner = draw('densenet121', false).blocks.filter((path) => path.includes('/'));
    // Huang et al. 2017, table 1: 6, 12, 24 and 16 layers.
    expect(inner).toHaveLength(58);
    expect(new Set(inner.map(foldName)).size).toBe(58);
    expect(foldName('denseblock3/denselayer24')).toBe('denseblock3/denselayer24');
    expect(foldName('features.block1/features.block1.layer2')).toBe('features.block1/layer2');
    expect(foldName('inception_4c')).toBe('inception_4c');
  });
});

describe('the diagram of a net', () => {
  it('shows a block as one box until it is unfolded', () => {
    const { graph, layout } = draw('googlenet', false);
    const ids = layout.nodes.map(({ id }) => id);
    expect(ids).toContain('inception_4c');
    expect(ids).not.toContain('inception_4c/1x1');
    expect(layout.shownBy.get('inception_4c/1x1')).toBe('inception_4c');
    const open = layOutDiagram(graph, new Set(['inception_4c']));
    expect(open.shownBy.get('inception_4c/1x1')).toBe('inception_4c/1x1');
    expect(open.nodes.length).toBeGreaterThan(layout.nodes.length + 10);
  });

  it.each([
    'lenet5',
    'vgg16_bn',
    'googlenet',
    'inception_v3',
    'resnet18',
    'inception_resnet_v2',
    'squeezenet1_0',
    'densenet121',
  ])('of %s, unfolded, has every layer once, no box on another, and each frame around its layers', (id) => {
    const { graph, layout } = draw(id, true);
    const layers = layout.nodes.filter(({ layer }) => layer !== undefined);
    expect(layers.map((node) => node.id).toSorted()).toEqual(graph.nodes.map(({ name }) => name).toSorted());
    const byHeight = layout.nodes.toSorted((a, b) => a.y - b.y);
    for (const [index, box] of byHeight.entries()) {
      for (const other of byHeight.slice(index + 1)) {
        if (other.y >= box.y + box.height) break;
        expect(overlap(box, other), `${box.id} and ${other.id}`).toBe(false);
      }
    }
    for (const node of layers) {
      const frame = layout.frames.find(({ path }) => path === node.layer!.block);
      if (node.layer!.block === undefined) continue;
      expect(node.x).toBeGreaterThan(frame!.x);
      expect(node.y + node.height).toBeLessThan(frame!.y + frame!.height);
    }
  });

  it('draws each connection from the foot of a box down to the head of another', () => {
    for (const isUnfolded of [false, true]) {
      const { layout } = draw('inception_v3', isUnfolded);
      const isFoot =
        ({ x, y }: { x: number; y: number }) =>
        (node: DiagramNode) =>
          Math.abs(node.x + node.width / 2 - x) < 1 && Math.abs(node.y + node.height - y) < 1;
      const isHead =
        ({ x, y }: { x: number; y: number }) =>
        (node: DiagramNode) =>
          Math.abs(node.x + node.width / 2 - x) < 1 && Math.abs(node.y - y) < 1;
      for (const points of layout.edges) {
        expect(layout.nodes.some(isFoot(points[0]!))).toBe(true);
        expect(layout.nodes.some(isHead(points.at(-1)!))).toBe(true);
        expect(points.at(-1)!.y).toBeGreaterThan(points[0]!.y);
      }
    }
  });

  it('leads a connection to every box but the input', () => {
    for (const id of ['resnet18', 'googlenet']) {
      const { layout } = draw(id, true);
      for (const { x, y, width, id: box } of layout.nodes.slice(1)) {
        const arrivals = layout.edges.filter((points) => {
          const end = points.at(-1)!;
          return Math.abs(end.x - x - width / 2) < 1 && Math.abs(end.y - y) < 1;
        });
        expect(arrivals.length, box).toBeGreaterThan(0);
      }
    }
  });

  it.each(architectures.map(({ id }) => id))('of %s can be laid out folded', (id) => {
    const { layout } = draw(id, false);
    expect(layout.width).toBeGreaterThan(0);
    expect(layout.nodes[0]!.id).toBe('input');
  });
});

describe('the diagram as an SVG file', () => {
  const { layout } = draw('googlenet', true);
  const text = ({ id }: DiagramNode) => ({ name: id, detail: 'a < b & "c"', shape: '1×1' });
  const svg = diagramSvg(layout, 'GoogLeNet <script>', text);

  it('has a box with its name for every layer, on white', () => {
    for (const { id } of layout.nodes) expect(svg).toContain(`<title>${id}</title>`);
    expect(svg).toContain('fill="#ffffff"');
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="\d+" height="\d+"/);
  });

  it('escapes what would be markup, and refers to nothing outside', () => {
    expect(svg).toContain('GoogLeNet &lt;script&gt;');
    expect(svg).not.toContain('<script');
    expect(svg).toContain('a &lt; b &amp; &quot;c&quot;');
    expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|href|url\(/);
  });
});
