import * as v from 'valibot';
import type { Preprocessing } from '#models/preprocessing.ts';
import type { Augmentation, Recipe } from '#models/recipe.ts';
import {
  AUGMENTATION_FIELDS,
  accepts,
  defaultsOf,
  type Field,
  type Fields,
  RECIPE_FIELDS,
  RUN_FIELDS,
  type ValuesOf,
} from '#models/recipe-fields.ts';
import { architectures } from '#models/registry.ts';
import type { BackendInfo } from '#protocol/backend.ts';
import type { DatasetConfig, DatasetSummary } from '#protocol/data.ts';
import type { EngineError } from '#protocol/errors.ts';
import type { EvaluationResult, Score } from '#protocol/evaluation.ts';
import type { KeptRun } from '#protocol/kept-run.ts';
import type { LoadedWeights } from '#protocol/loaded-weights.ts';
import type { EpochResult } from '#protocol/run.ts';
import type { RunConfig } from '#protocol/run-config.ts';

type Schema<Output> = v.GenericSchema<unknown, Output>;

const text = (longest: number) => v.pipe(v.string(), v.maxLength(longest));
const name = text(1000);
const amount = v.pipe(v.number(), v.finite(), v.minValue(0));
const count = v.pipe(amount, v.safeInteger());
const countFrom1 = v.pipe(count, v.minValue(1));
const fingerprint = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

function fieldEntries<Of extends Fields>(fields: Of) {
  const entry = (field: Field) => v.custom<Field['default']>((value) => accepts(field, value));
  const entries = Object.entries(fields).map(([key, field]) => [key, entry(field)]);
  return Object.fromEntries(entries) as unknown as {
    readonly [Key in keyof Of]: Schema<ValuesOf<Of>[Key]>;
  };
}

/** What a run was kept without, by a program that did not know the field yet, is as by default: without effect. */
const withDefaults = <Of extends Fields>(fields: Of) =>
  v.pipe(
    v.looseObject({}),
    v.transform((values): unknown => ({ ...defaultsOf(fields), ...values })),
  );

const augmentation = v.pipe(
  withDefaults(AUGMENTATION_FIELDS),
  v.looseObject(fieldEntries(AUGMENTATION_FIELDS)),
) as Schema<Augmentation>;

const recipe = v.pipe(
  withDefaults(RECIPE_FIELDS),
  v.looseObject({ ...fieldEntries(RECIPE_FIELDS), augmentation }),
) as Schema<Recipe>;

const dataset = v.union([
  v.looseObject({ id: v.literal('own'), name, fingerprint }),
  v.looseObject({
    id: v.pipe(name, v.notValue('own')),
    trainCount: v.exactOptional(count),
    testCount: v.exactOptional(count),
  }),
]) as Schema<DatasetConfig>;

/** The longest side that a net may take. */
const side = v.pipe(countFrom1, v.maxValue(10_000));

const preprocessing: Schema<Preprocessing> = v.looseObject({
  resize: v.looseObject({ fit: v.picklist(['shorterSide', 'squash', 'pad']), side }),
  crop: v.tuple([side, side]),
  interpolation: v.picklist(['bilinear', 'bicubic']),
  scale: amount,
  mean: v.pipe(v.array(v.pipe(v.number(), v.finite())), v.maxLength(4)),
  deviation: v.pipe(v.array(amount), v.maxLength(4)),
  channelOrder: v.picklist(['rgb', 'bgr']),
});

const config: Schema<RunConfig> = v.looseObject({
  model: v.looseObject({
    id: v.picklist(architectures.map(({ id }) => id)),
    inputShape: v.exactOptional(v.tuple([countFrom1, countFrom1, countFrom1])),
    width: v.pipe(amount, v.minValue(1 / 1024), v.maxValue(1)),
    stem: v.exactOptional(v.picklist(['paper', 'small'])),
    choices: v.record(v.string(), v.string()),
    preprocessing: v.exactOptional(preprocessing),
    classes: v.exactOptional(v.literal('imagenet')),
  }),
  dataset,
  recipe,
  ...fieldEntries(RUN_FIELDS),
});

const error = v.looseObject({
  code: name,
  details: v.record(v.string(), v.union([text(10_000), v.number()])),
}) as Schema<EngineError>;

const summary: Schema<DatasetSummary> = v.looseObject({
  config: dataset,
  height: countFrom1,
  width: countFrom1,
  channels: countFrom1,
  classNames: v.array(name),
  trainCount: count,
  testCount: count,
  trainHistogram: v.array(count),
  testHistogram: v.array(count),
  mean: v.array(amount),
  deviation: v.array(amount),
  fingerprint: name,
  origin: v.picklist(['generated', 'cache', 'server', 'mirror', 'files']),
  kept: v.boolean(),
  keepError: v.exactOptional(error),
  skippedCount: count,
  skipped: v.array(v.looseObject({ path: text(10_000), reason: error })),
  notes: v.array(
    v.looseObject({ kind: name, details: v.record(v.string(), v.number()) }),
  ) as unknown as Schema<DatasetSummary['notes']>,
});

const backendName = v.picklist(['webgl', 'webgpu', 'wasm', 'cpu']);

const backend = v.looseObject({
  name: backendName,
  preference: v.union([v.literal('auto'), backendName]),
  reason: name,
  renderer: name,
  threads: count,
  candidates: v.array(backendName),
}) as unknown as Schema<BackendInfo>;

const score = {
  images: count,
  loss: amount,
  top1Error: amount,
  top5Error: v.exactOptional(amount),
} satisfies Record<keyof Score, unknown>;

/** A net without numbers has a loss that JSON writes as null. */
const brokenLoss = v.pipe(
  v.null(),
  v.transform(() => Number.NaN),
);

const epoch: Schema<EpochResult> = v.looseObject({
  epoch: countFrom1,
  step: count,
  training: v.looseObject({ images: count, loss: amount, top1Error: amount }),
  validation: v.exactOptional(v.looseObject({ ...score, loss: v.union([amount, brokenLoss]) })),
  elapsedMs: amount,
});

const evaluation = v.looseObject({
  ...score,
  loss: v.union([amount, brokenLoss]),
  split: v.picklist(['train', 'validation', 'test']),
  step: count,
  confusion: v.exactOptional(v.array(v.array(count))),
  worstMistakes: v.exactOptional(
    v.array(v.looseObject({ index: count, trueClass: count, predictedClass: count, probability: amount })),
  ),
  elapsedMs: amount,
}) as unknown as Schema<EvaluationResult>;

const tensorIn = <Reason extends string>(...reasons: readonly Reason[]) =>
  v.array(v.looseObject({ name, shape: v.array(count), reason: v.picklist(reasons) }));

const origin: Schema<LoadedWeights> = v.looseObject({
  file: name,
  sizeBytes: count,
  format: v.picklist(['safetensors', 'pytorch']),
  types: v.array(name),
  prefix: name,
  taken: count,
  parameters: count,
  leftOut: tensorIn('counter', 'head', 'unknown'),
  absent: tensorIn('auxiliary', 'head'),
  known: v.exactOptional(name),
});

/**
 * A kept run, of whatever this program or somebody else has written: what does not have its shape is refused. It may
 * say more than is known here.
 */
export const runSchema: Schema<KeptRun> = v.looseObject({
  id: v.pipe(name, v.minLength(1)),
  name,
  note: text(10_000),
  tags: v.pipe(v.array(text(100)), v.maxLength(100)),
  isStarred: v.boolean(),
  startedAt: amount,
  changedAt: amount,
  appVersion: name,
  config,
  earlierRecipes: v.array(v.looseObject({ untilStep: count, recipe })),
  data: summary,
  backend,
  plan: v.looseObject({
    trainCount: countFrom1,
    validationCount: count,
    stepsPerEpoch: countFrom1,
    totalSteps: countFrom1,
    evaluationBatchSize: countFrom1,
  }),
  status: v.picklist(['unfinished', 'finished', 'stopped', 'failed']),
  origin: v.exactOptional(origin),
  error: v.exactOptional(error),
  divergence: v.exactOptional(
    v.looseObject({
      step: count,
      learningRate: amount,
      backTo: count,
      gradientNorms: v.array(v.nullable(amount)),
    }),
  ),
  step: count,
  elapsedMs: amount,
  epochs: v.array(epoch),
  evaluations: v.array(evaluation),
  best: v.exactOptional(v.looseObject({ epoch: countFrom1, step: count, top1Error: amount, loss: amount })),
});
