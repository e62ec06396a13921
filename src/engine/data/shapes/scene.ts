import type { Random } from '#engine/random.ts';
import { itemAt } from '#models/lookup.ts';
import { type Area, Canvas, type Colour, colourAwayFrom, randomColour } from './canvas.ts';
import { OUTLINES, type Outline, REACH } from './outlines.ts';
import { TEXTURES, type Texture } from './textures.ts';

/** Height and width of an image. */
export const SIDE = 32;

/** Radii in pixels: of a shape that is alone, of each of two, of each of the things about. */
const ALONE = { least: 8.5, most: 12 };
const OF_TWO = { least: 5.8, most: 7.6 };
const CLUTTER = { least: 1.5, most: 3.2, atMost: 5 };
/** Of a texture, in pixels. */
const PERIOD = { least: 3.9, most: 5.5 };
/** What lies in front: in what part of the images, and its half width in pixels. */
const BAR = { part: 0.6, least: 0.8, most: 2.2 };
/** How far apart colours that meet are at least, where black and white are at a distance of 1. */
const CONTRAST = { ground: 0.38, texture: 0.38 };
/** Part of the images whose ground has a texture too, and how much of it shows. */
const TEXTURED_GROUND = { part: 0.4, strength: 0.25 };
/** A shape's middle may come so near to the edge, in its radii. */
const MARGIN = 0.8;
/** Brightness of a scene, and how much more of it one side has than the middle. */
const LIGHT = { least: 0.65, most: 1.1, slope: 0.4 };
const NOISE = 0.03;

interface Range {
  readonly least: number;
  readonly most: number;
}
const within = ({ least, most }: Range, random: Random) => least + (most - least) * random.uniform();

interface Place {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

/** What a class is made of, by number: outlines count fastest, then textures, then arrangements. */
export function partsOf(label: number): { outline: number; texture: number; isPair: boolean } {
  const kind = Math.floor(label / OUTLINES.length);
  return {
    outline: label % OUTLINES.length,
    texture: kind % TEXTURES.length,
    isPair: kind >= TEXTURES.length,
  };
}

/**
 * Draws one image: a shape, or two alike side by side, in a texture, anywhere, of any size and direction, in any
 * colours and light, with other things about it and in front of it. Height x width x RGB.
 */
export function drawScene(label: number, random: Random): Uint8Array {
  const parts = partsOf(label);
  const [outline, texture] = [itemAt(OUTLINES, parts.outline), itemAt(TEXTURES, parts.texture)];
  const places = parts.isPair ? placesOfTwo(random) : [placeOfOne(random)];
  const ground = randomColour(random);
  const canvas = new Canvas(SIDE, ground);
  if (random.uniform() < TEXTURED_GROUND.part) drawGround(canvas, random);
  for (let left = random.below(CLUTTER.atMost + 1); left > 0; left--) drawClutter(canvas, random);
  const colour = colourAwayFrom([ground], CONTRAST.ground, random);
  const second = colourAwayFrom([colour], CONTRAST.texture, random);
  for (const place of places) drawShape(canvas, outline, place, texture, [colour, second], random);
  if (random.uniform() < BAR.part) drawBar(canvas, itemAt(places, random.below(places.length)), random);
  canvas.light(within(LIGHT, random), LIGHT.slope * random.uniform(), turn(random));
  return canvas.bytes(NOISE, random);
}

const turn = (random: Random) => 2 * Math.PI * random.uniform();

const middle = (radius: number, random: Random) =>
  within({ least: MARGIN * radius, most: SIDE - MARGIN * radius }, random);

function placeOfOne(random: Random): Place {
  const radius = within(ALONE, random);
  return { x: middle(radius, random), y: middle(radius, random), radius };
}

/** Side by side in any direction, not quite touching. */
function placesOfTwo(random: Random): Place[] {
  const radius = within(OF_TWO, random);
  const [angle, apart] = [turn(random), radius * (1.15 + 0.15 * random.uniform())];
  const [dx, dy] = [apart * Math.cos(angle), apart * Math.sin(angle)];
  const centre = (reach: number) => {
    const least = MARGIN * radius + Math.abs(reach);
    return within({ least, most: SIDE - least }, random);
  };
  const [x, y] = [centre(dx), centre(dy)];
  return [
    { x: x - dx, y: y - dy, radius },
    { x: x + dx, y: y + dy, radius },
  ];
}

/** A texture of the whole ground, faint. */
function drawGround(canvas: Canvas, random: Random): void {
  const texture = itemAt(TEXTURES, random.below(TEXTURES.length));
  const pattern = turned(texture, random);
  const colour = randomColour(random);
  canvas.paint({ coverage: () => TEXTURED_GROUND.strength }, colour, pattern);
}

function drawClutter(canvas: Canvas, random: Random): void {
  const outline = itemAt(OUTLINES, random.below(OUTLINES.length));
  const place = { x: SIDE * random.uniform(), y: SIDE * random.uniform(), radius: within(CLUTTER, random) };
  canvas.paint(covering(outline, place, turn(random)), randomColour(random));
}

function drawShape(
  canvas: Canvas,
  outline: Outline,
  place: Place,
  texture: Texture,
  [first, second]: readonly [Colour, Colour],
  random: Random,
): void {
  const area = covering(outline, place, turn(random));
  canvas.paint(area, first);
  canvas.paint(area, second, turned(texture, random));
}

/** A bar across a shape, off its middle. */
function drawBar(canvas: Canvas, { x, y, radius }: Place, random: Random): void {
  const [angle, half] = [turn(random), within(BAR, random)];
  const away = radius * (0.2 + 0.6 * random.uniform());
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const coverage = (atX: number, atY: number) =>
    0.5 + half - Math.abs((atX - x) * cos + (atY - y) * sin - away);
  canvas.paint({ coverage }, randomColour(random));
}

/** What a shape covers, faded over one pixel at its edge. */
function covering(outline: Outline, { x, y, radius }: Place, angle: number): Area {
  const [cos, sin] = [Math.cos(angle) / radius, Math.sin(angle) / radius];
  const coverage = (atX: number, atY: number) => {
    const [fromX, fromY] = [atX - x, atY - y];
    return 0.5 - radius * outline(cos * fromX + sin * fromY, cos * fromY - sin * fromX);
  };
  return { coverage, around: { x, y, reach: REACH * radius + 1 } };
}

/** A texture in a direction, at a place and with a period of its own. */
function turned(texture: Texture, random: Random): (x: number, y: number) => number {
  const [angle, period] = [turn(random), within(PERIOD, random)];
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [startX, startY] = [period * random.uniform(), period * random.uniform()];
  return (x, y) => texture(cos * x + sin * y + startX, cos * y - sin * x + startY, period);
}
