/**
 * Python source with places left open: `Slot` for a number that may differ between two modules of the same kind,
 * `Reference` for the variable that holds a layer's output.
 */
export type Piece = string | Slot | Reference;
export type Code = readonly Piece[];

export type SlotKind =
  | 'in_channels'
  | 'out_channels'
  | 'kernel_size'
  | 'stride'
  | 'padding'
  | 'groups'
  | 'units'
  | 'zeros_before'
  | 'zeros_after'
  | 'scale'
  | 'rate'
  | 'size';

export interface Slot {
  readonly kind: SlotKind;
  /** The attribute of the module that it belongs to. */
  readonly owner: string;
  /** As Python writes it. */
  readonly value: string;
}

export interface Reference {
  readonly layer: string;
}

export const isSlot = (piece: Piece): piece is Slot => typeof piece !== 'string' && 'kind' in piece;
export const isReference = (piece: Piece): piece is Reference =>
  typeof piece !== 'string' && 'layer' in piece;

/** A template whose values are code, or text to be taken as it is. */
export function python(strings: TemplateStringsArray, ...values: readonly (Code | Piece)[]): Code {
  return strings.flatMap((text, i) => {
    const value = values[i];
    const pieces = value === undefined ? [] : Array.isArray(value) ? (value as Code) : [value as Piece];
    return [text, ...pieces];
  });
}

export function joined(codes: readonly Code[], separator: string): Code {
  return codes.flatMap((code, i) => (i === 0 ? code : [separator, ...code]));
}

/** Moves every line but the first to the right. */
export function indented(code: Code, by = '    '): Code {
  return code.map((piece) => (typeof piece === 'string' ? piece.replaceAll('\n', `\n${by}`) : piece));
}

/** The text, with `write` for what was left open. */
export function written(code: Code, write: (piece: Slot | Reference) => string): string {
  return code.map((piece) => (typeof piece === 'string' ? piece : write(piece))).join('');
}

/** 3 or (3, 1), as PyTorch takes windows, strides and padding. */
export function pairText([height, width]: readonly [number, number]): string {
  return height === width ? String(height) : `(${height}, ${width})`;
}

/** A number without the noise of its last binary digits: 1 - 0.9 as 0.1. */
export function numberText(value: number): string {
  const rounded = Number(value.toPrecision(12));
  return rounded !== 0 && Math.abs(rounded) < 1e-3 ? rounded.toExponential() : String(rounded);
}

/** `name` as a Python variable or attribute. */
export function identifier(name: string): string {
  const text = name.replace(/[^A-Za-z0-9_]/g, '_');
  return /^\d/.test(text) ? `_${text}` : RESERVED.has(text) ? `${text}_` : text;
}

const RESERVED: ReadonlySet<string> = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from ' +
    'global if import in is lambda nonlocal not or pass raise return try while with yield ' +
    'self torch nn functional'
  ).split(' '),
);

/** 'inception_v3' as 'InceptionV3'. */
export function pascalCase(name: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const text = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return /^\d/.test(text) ? `Net${text}` : text;
}
