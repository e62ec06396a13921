/**
 * The fields of a recipe, one entry each. Types, defaults, the engine's checks, the address, the form and the schema
 * of stored runs all read these tables: a new field is an entry here, its words in `src/locales`
 * (`train.fields`, and `train.choices` for a choice), and the code that uses it.
 */

export const OPTIMIZERS = ['sgd', 'momentum', 'nesterov', 'rmsprop', 'adam', 'adamw'] as const;
export type OptimizerName = (typeof OPTIMIZERS)[number];

export const SCHEDULES = ['constant', 'step', 'cosine', 'oneCycle'] as const;
export type ScheduleName = (typeof SCHEDULES)[number];

/** Smallest and largest value of a number. */
export interface Limits {
  readonly min: number;
  readonly max: number;
  readonly whole: boolean;
}

interface NumberKind extends Limits {
  readonly kind: 'number';
  readonly default: number;
  /** How far an arrow key moves; without it 1, or along 1, 2, 5, 10 where decimals are allowed. */
  readonly step?: number;
  /** A fraction that the form shows in percent. */
  readonly percent?: true;
}

interface ChoiceKind {
  readonly kind: 'choice';
  readonly values: readonly string[];
  readonly default: string;
}

interface SwitchKind {
  readonly kind: 'switch';
  readonly default: boolean;
}

export type Field = (NumberKind | ChoiceKind | SwitchKind) & {
  /** The part of the form that shows it. */
  readonly group: 'basic' | 'advanced' | 'augmentation';
  /** The choices with which the field has a meaning; all when absent. */
  readonly onlyWith?: {
    readonly optimizer?: readonly OptimizerName[];
    readonly schedule?: readonly ScheduleName[];
  };
};
export type Fields = Readonly<Record<string, Field>>;

/** In the order of the form. */
export const RECIPE_FIELDS = {
  epochs: { group: 'basic', kind: 'number', min: 1, max: 200, whole: true, default: 10 },
  batchSize: { group: 'basic', kind: 'number', min: 1, max: 1024, whole: true, default: 64 },
  /** The peak that the schedule works from. */
  learningRate: { group: 'basic', kind: 'number', min: 1e-6, max: 10, whole: false, default: 0.01 },
  optimizer: { group: 'basic', kind: 'choice', values: OPTIMIZERS, default: 'momentum' },
  schedule: { group: 'advanced', kind: 'choice', values: SCHEDULES, default: 'cosine' },
  /** Updates over which the learning rate climbs from 0; 0 for none. 'oneCycle' has its own climb. */
  warmupSteps: {
    group: 'advanced',
    kind: 'number',
    min: 0,
    max: 100_000,
    whole: true,
    default: 100,
    onlyWith: { schedule: ['constant', 'step', 'cosine'] },
  },
  /** 'step': multiply by `stepFactor` every so many epochs. */
  stepEpochs: {
    group: 'advanced',
    kind: 'number',
    min: 1,
    max: 200,
    whole: true,
    default: 30,
    onlyWith: { schedule: ['step'] },
  },
  stepFactor: {
    group: 'advanced',
    kind: 'number',
    min: 0.001,
    max: 1,
    whole: false,
    default: 0.1,
    onlyWith: { schedule: ['step'] },
  },
  /** Momentum of 'momentum' and 'nesterov', decay of 'rmsprop', beta 1 of 'adam' and 'adamw'. */
  momentum: {
    group: 'advanced',
    kind: 'number',
    min: 0,
    max: 0.999,
    whole: false,
    step: 0.01,
    default: 0.9,
    onlyWith: { optimizer: ['momentum', 'nesterov', 'rmsprop', 'adam', 'adamw'] },
  },
  /** Decoupled for 'adamw'; otherwise added to the gradient. Kernels only: no bias, no batch norm. */
  weightDecay: { group: 'advanced', kind: 'number', min: 0, max: 1, whole: false, default: 0.0005 },
} as const satisfies Fields;

/** Random changes of each training image, drawn anew every epoch: `augmentation` in the recipe. */
export const AUGMENTATION_FIELDS = {
  /** Largest shift along each axis, in pixels. */
  shiftPixels: { group: 'augmentation', kind: 'number', min: 0, max: 8, whole: true, default: 0 },
  /** Largest rotation either way, in degrees. */
  rotationDegrees: {
    group: 'augmentation',
    kind: 'number',
    min: 0,
    max: 45,
    whole: false,
    step: 1,
    default: 0,
  },
  /** Largest relative change of size either way, such as 0.1. */
  scaleFraction: {
    group: 'augmentation',
    kind: 'number',
    min: 0,
    max: 0.5,
    whole: false,
    step: 0.01,
    percent: true,
    default: 0,
  },
  /** Mirror left and right with probability one half. */
  flip: { group: 'augmentation', kind: 'switch', default: false },
} as const satisfies Fields;

/** What a run needs beside its recipe. */
export const RUN_FIELDS = {
  /** Part of each class of the training split that is held out. */
  validationFraction: {
    group: 'advanced',
    kind: 'number',
    min: 0,
    max: 0.5,
    whole: false,
    step: 0.01,
    percent: true,
    default: 0.05,
  },
  /** Weights, split, order, augmentation and dropout all follow from it. */
  seed: { group: 'advanced', kind: 'number', min: 0, max: 2 ** 32 - 1, whole: true, default: 1 },
} as const satisfies Fields;

export type ValueOf<Of extends Field> = Of extends ChoiceKind
  ? Of['values'][number]
  : Of extends SwitchKind
    ? boolean
    : number;
export type ValuesOf<Of extends Fields> = { readonly [Key in keyof Of]: ValueOf<Of[Key]> };

export function defaultsOf<Of extends Fields>(fields: Of): ValuesOf<Of> {
  const entries = Object.entries(fields).map(([key, field]) => [key, field.default]);
  return Object.fromEntries(entries) as ValuesOf<Of>;
}

/** Whether a field can have a value. */
export function accepts(field: Field, value: unknown): boolean {
  switch (field.kind) {
    case 'number':
      return typeof value === 'number' && isWithin(field, value);
    case 'choice':
      return field.values.some((name) => name === value);
    case 'switch':
      return typeof value === 'boolean';
  }
}

function isWithin({ min, max, whole }: Limits, value: number): boolean {
  return value >= min && value <= max && (!whole || Number.isInteger(value));
}

/** What a field accepts, for an error. */
export function acceptedText(field: Field): string {
  switch (field.kind) {
    case 'number':
      return `${field.min} - ${field.max}${field.whole ? ', whole' : ''}`;
    case 'choice':
      return field.values.join(' | ');
    case 'switch':
      return 'true | false';
  }
}
