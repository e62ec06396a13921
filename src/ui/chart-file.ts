import { saveBlob } from './save-file.ts';

/** What a chart's look depends on beside its shapes; a file on its own has no style sheet. */
const STYLES = [
  'color',
  'fill',
  'font-family',
  'font-size',
  'font-weight',
  'opacity',
  'stroke',
  'stroke-dasharray',
  'stroke-width',
  'text-anchor',
] as const;

/** Pixels of a PNG for each of the drawing's. */
const SCALE = 2;

/** A drawing of the page as an SVG file of its own: its styles are written into it, on the ground that it lies on. */
export function svgFile(drawing: SVGSVGElement): string {
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  const { width, height } = drawing.viewBox.baseVal.width > 0 ? drawing.viewBox.baseVal : sizeOf(drawing);
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('viewBox', `0 0 ${width} ${height}`);
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  const originals = drawing.querySelectorAll('*');
  copy.querySelectorAll('*').forEach((element, index) => {
    const original = originals[index];
    if (original === undefined) return;
    const style = getComputedStyle(original);
    element.removeAttribute('class');
    // As attributes: the page's security policy forbids inline styles.
    element.removeAttribute('style');
    for (const name of STYLES) element.setAttribute(name, style.getPropertyValue(name));
  });
  const ground = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  ground.setAttribute('width', String(width));
  ground.setAttribute('height', String(height));
  ground.setAttribute('fill', getComputedStyle(document.body).backgroundColor);
  copy.removeAttribute('class');
  copy.prepend(ground);
  return new XMLSerializer().serializeToString(copy);
}

const sizeOf = (drawing: SVGSVGElement) => drawing.getBoundingClientRect();

export function saveSvg(name: string, drawing: SVGSVGElement): void {
  saveBlob(`${name}.svg`, new Blob([svgFile(drawing)], { type: 'image/svg+xml' }));
}

/** Rejects where the browser cannot paint the drawing. */
export async function savePng(name: string, drawing: SVGSVGElement): Promise<void> {
  const address = URL.createObjectURL(new Blob([svgFile(drawing)], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = SCALE * image.naturalWidth;
    canvas.height = SCALE * image.naturalHeight;
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('no canvas');
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    if (blob === null) throw new Error('no PNG');
    saveBlob(`${name}.png`, blob);
  } finally {
    URL.revokeObjectURL(address);
  }
}
