import { type DiagramLayout, type DiagramNode, edgePath } from './diagram-layout.ts';
import { type NodeKind, nodeKind } from './node-kind.ts';

/** The lines of a box. */
export interface NodeText {
  readonly name: string;
  readonly detail: string;
  /** Of the map that it gives. */
  readonly shape: string;
}

const MARGIN = 24;
const HEADING = 40;
/** Dark enough on white for the eye and for print. */
const COLORS: Readonly<Record<NodeKind, string>> = {
  conv: '#1864ab',
  pool: '#b3490b',
  dense: '#1f6f33',
  join: '#862e9c',
  block: '#495057',
  other: '#868e96',
};
/** About how many pixels the characters of a box's text take: Latin ones, and those of Chinese. */
const NARROW = 5.9;
const WIDE = 12;
const FIRST_WIDE = '\u2e80';

/** The diagram as an SVG file that needs nothing else: its own colours on white, and the reader's sans-serif font. */
export function diagramSvg(
  { width, height, nodes, edges, frames }: DiagramLayout,
  title: string,
  textOf: (node: DiagramNode) => NodeText,
): string {
  const size = { width: Math.ceil(width + 2 * MARGIN), height: Math.ceil(height + HEADING + 2 * MARGIN) };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}" viewBox="0 0 ${size.width} ${size.height}" font-family="sans-serif" font-size="12">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect width="${size.width}" height="${size.height}" fill="#ffffff"/>`,
    `<text x="${MARGIN}" y="${MARGIN + 14}" font-size="16" font-weight="bold" fill="#1a1b1e">${escapeXml(title)}</text>`,
    `<g transform="translate(${MARGIN} ${MARGIN + HEADING})">`,
    ...frames.map(
      ({ x, y, width: w, height: h }) =>
        `<rect ${box(x, y, w, h)} rx="8" fill="#f1f3f5" fill-opacity="0.6" stroke="#adb5bd"/>`,
    ),
    `<path d="${edges.map(edgePath).join('')}" fill="none" stroke="#868e96" stroke-width="1.5"/>`,
    ...nodes.map((node) => nodeSvg(node, textOf(node))),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

function nodeSvg(node: DiagramNode, { name, detail, shape }: NodeText): string {
  const { x, y, width, height, isUnfolded } = node;
  const color = COLORS[nodeKind(node)];
  const line = (offset: number, text: string, attributes: string) =>
    `<text x="${round(x + 14)}" y="${round(y + offset)}" ${attributes}>${escapeXml(shorten(text, width - 24))}</text>`;
  return [
    `<g><title>${escapeXml(node.id)}</title>`,
    `<rect ${box(x, y, width, height)} rx="5" fill="#ffffff" stroke="${color}"/>`,
    `<rect ${box(x, y, 5, height)} rx="2" fill="${color}"/>`,
    line(19, name, 'font-weight="bold" fill="#1a1b1e"'),
    isUnfolded ? '' : line(35, detail, 'fill="#495057"') + line(50, shape, 'fill="#495057"'),
    '</g>',
  ].join('');
}

function box(x: number, y: number, width: number, height: number): string {
  return `x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}"`;
}

function shorten(text: string, pixels: number): string {
  let room = pixels;
  for (const [index, character] of [...text].entries()) {
    room -= character >= FIRST_WIDE ? WIDE : NARROW;
    if (room < 0) return `${[...text].slice(0, index - 1).join('')}…`;
  }
  return text;
}

function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function round(value: number): number {
  return Math.round(10 * value) / 10;
}
