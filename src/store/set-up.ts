import type { Architecture, Stem } from '#models/catalog.ts';
import type { Shape } from '#models/graph.ts';
import { defaultsOf, type Limits, RUN_FIELDS } from '#models/recipe-fields.ts';
import { architectures, findArchitecture, isAdapted } from '#models/registry.ts';
import { type DatasetConfig, isOwn, isSameDataset } from '#protocol/data.ts';
import type { ModelConfig, RunConfig } from '#protocol/run-config.ts';
import { DEFAULT_DATASET } from './default-dataset.ts';
import type { Images } from './images.ts';
import { quickRecipe } from './recipes.ts';

/** What a user may set beside the fields of `models/recipe-fields.ts`. */
export const LIMITS = {
  /** From a sixteenth of the channels to the net as published. */
  width: { min: 1 / 16, max: 1, whole: false },
  trainCount: { min: 100, max: 200_000, whole: true },
  testCount: { min: 100, max: 50_000, whole: true },
} as const satisfies Record<string, Limits>;

/** The nearest value within the limits. */
export function clampTo(limits: Limits, value: number): number {
  const clamped = Math.min(limits.max, Math.max(limits.min, value));
  return limits.whole ? Math.round(clamped) : clamped;
}

const [firstArchitecture] = architectures;
if (firstArchitecture === undefined) throw new Error('the registry of architectures is empty');
export const DEFAULT_ARCHITECTURE: Architecture = firstArchitecture;

/** The smallest images that an architecture takes; without a stem named, in the form that is trained here. */
export function minimumSide(architecture: Architecture, stem: Stem = architecture.classroom.stem): number {
  const { smallStem, minimumInputSide } = architecture;
  return stem === 'small' && smallStem ? smallStem.minimumInputSide : minimumInputSide;
}

/** The stems that an architecture has for images of a shape; all of them while the shape is not known. */
export function stemsFor(architecture: Architecture, shape: Shape | undefined): readonly Stem[] {
  const stems: readonly Stem[] = architecture.smallStem === undefined ? ['paper'] : ['paper', 'small'];
  return stems.filter((stem) => isLargeEnough(shape, minimumSide(architecture, stem)));
}

function isLargeEnough(shape: Shape | undefined, side: number): boolean {
  return shape === undefined || Math.min(shape[0], shape[1]) >= side;
}

/** The part of a set-up that says which net; the paper's stem goes without saying. */
export function modelConfig(
  { id }: Architecture,
  { width, stem }: { readonly width: number; readonly stem: Stem },
  choices: ModelConfig['choices'],
): ModelConfig {
  return { id, width, ...(stem === 'paper' ? {} : { stem }), choices };
}

/** Whether an architecture, in the form that is trained here, takes images of a shape. */
export const fitsImages = (architecture: Architecture, shape: Shape | undefined): boolean =>
  isLargeEnough(shape, minimumSide(architecture));

/** The architectures that can be trained on images of a shape. */
export const trainableOn = (shape: Shape | undefined): readonly Architecture[] =>
  architectures.filter((architecture) => fitsImages(architecture, shape));

/**
 * Whether a set-up's net is not the published one: it takes other images, tells other classes apart, is narrower or
 * starts otherwise. Of images that are not known yet it is taken to be made for them.
 */
export function isAdaptedNet(
  { id, width, stem = 'paper' }: ModelConfig,
  images: Images | undefined,
): boolean {
  const architecture = findArchitecture(id);
  const { shape: inputShape, numClasses } = images ?? {
    shape: architecture.inputShape,
    numClasses: architecture.numClasses,
  };
  return numClasses !== architecture.numClasses || isAdapted(architecture, { inputShape, width, stem });
}

/** What Train starts when nothing was changed, for a given net: the form that trains on modest machines. */
export function defaultConfig(architecture: Architecture = DEFAULT_ARCHITECTURE): RunConfig {
  const choices = Object.fromEntries(
    Object.entries(architecture.choices).flatMap(([key, { values }]) =>
      values[0] === undefined ? [] : [[key, values[0].value]],
    ),
  );
  return {
    model: modelConfig(architecture, architecture.classroom, choices),
    dataset: DEFAULT_DATASET,
    recipe: quickRecipe(architecture),
    ...defaultsOf(RUN_FIELDS),
  };
}

/** The set-up on other data: its net keeps its form as far as the images there allow, or else gives way. */
export function withDataset(config: RunConfig, dataset: DatasetConfig, shape: Shape | undefined): RunConfig {
  const architecture = findArchitecture(config.model.id);
  if (!fitsImages(architecture, shape)) {
    const [other] = trainableOn(shape);
    // Where no net takes images so small, Train says so of the net that was chosen.
    return other === undefined ? { ...config, dataset } : { ...defaultConfig(other), dataset };
  }
  const { width, stem = 'paper', choices } = config.model;
  if (stemsFor(architecture, shape).includes(stem))
    return isNamed(config.dataset, dataset) ? config : { ...config, dataset };
  return {
    ...config,
    dataset,
    model: modelConfig(architecture, { width, stem: architecture.classroom.stem }, choices),
  };
}

/** Whether a set-up names a data set already, by the same words. */
function isNamed(a: DatasetConfig, b: DatasetConfig): boolean {
  return isSameDataset(a, b) && (!isOwn(a) || !isOwn(b) || a.name === b.name);
}

/** The net to try after one: the residual net, which learns the same images better, and after that its plain twin. */
export const nextNet = (id: string): string => (id === 'resnet20' ? 'plain20' : 'resnet20');
