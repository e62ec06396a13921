/** What a number field makes of typed text, and where its arrow keys lead. */

export interface NumberRange {
  readonly min: number;
  readonly max: number;
  /** Only whole numbers are accepted. */
  readonly whole: boolean;
  /** How far an arrow key moves; without it 1, or along 1, 2, 5, 10 where decimals are allowed. */
  readonly step?: number;
}

const NUMBER = /^[+-]?(\d+[.,]?\d*|[.,]\d+)(e[+-]?\d+)?$/i;
/** Groups of three, which no decimal comma can mean in a whole number. */
const GROUPED = /^[+-]?\d{1,3}([, ]\d{3})+$/;

/** The number that a text stands for, with a decimal point or comma; undefined for any other text. */
export function parseNumber(text: string, whole: boolean): number | undefined {
  // Full-width digits, as Chinese keyboards write them, become plain ones, and so do unusual spaces.
  const plain = text.normalize('NFKC').trim();
  if (whole && GROUPED.test(plain)) return Number(plain.replaceAll(/[, ]/g, ''));
  const number = NUMBER.test(plain) ? Number(plain.replace(',', '.')) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}

export function isInRange({ min, max, whole }: NumberRange, number: number): boolean {
  return number >= min && number <= max && (!whole || Number.isInteger(number));
}

export function nearestInRange({ min, max, whole }: NumberRange, number: number): number {
  return Math.min(max, Math.max(min, whole ? Math.round(number) : number));
}

/** The value that an arrow key leads to: the next multiple of the step, or the next of 1, 2, 5 times a power of ten. */
export function nextNumber(range: NumberRange, value: number, direction: 1 | -1): number {
  const step = range.step ?? (range.whole ? 1 : undefined);
  const next = step === undefined ? nextInSeries(value, direction) : nextMultiple(value, direction, step);
  return nearestInRange(range, next);
}

function nextMultiple(value: number, direction: 1 | -1, step: number): number {
  const steps = value / step;
  const nearest = Math.round(steps);
  // 0.07 / 0.01 is 7.000000000000001.
  const isMultiple = Math.abs(steps - nearest) < 1e-6;
  const before = isMultiple ? nearest : direction > 0 ? Math.floor(steps) : Math.ceil(steps);
  return Number(((before + direction) * step).toPrecision(12));
}

/** Below it, the series jumps to 0. */
const SMALLEST = 1e-6;

function nextInSeries(value: number, direction: 1 | -1): number {
  if (value < SMALLEST) return direction > 0 ? SMALLEST : 0;
  const exponent = Math.floor(Math.log10(value) + 1e-9);
  const mantissa = value / 10 ** exponent;
  const next =
    direction > 0
      ? [2, 5, 10].find((candidate) => candidate > mantissa * (1 + 1e-9))
      : [5, 2, 1, 0.5].find((candidate) => candidate < mantissa * (1 - 1e-9));
  // Read as text, so that the result is the decimal number itself: 2 * 10 ** -5 is 0.000020000000000000003.
  const result = Number(`${next}e${exponent}`);
  return result < SMALLEST ? 0 : result;
}
