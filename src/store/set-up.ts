import type { Architecture, Stem } from '#models/catalog.ts';
import type { Shape } from '#models/graph.ts';
import { defaultsOf, type Limits, RUN_FIELDS } from '#models/recipe-fields.ts';
import { architectures, findArchitecture, isAdapted } from '#models/registry.ts';
import type { ModelConfig, RunConfig } from '#protocol/run-config.ts';
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

/** Height and width of every dataset that can be chosen so far. */
export const IMAGE_SIDE = 28;
const IMAGE_SHAPE: Shape = [IMAGE_SIDE, IMAGE_SIDE, 1];

/** The smallest images that an architecture takes; without a stem named, in the form that is trained here. */
export function minimumSide(architecture: Architecture, stem: Stem = architecture.classroom.stem): number {
  const { smallStem, minimumInputSide } = architecture;
  return stem === 'small' && smallStem ? smallStem.minimumInputSide : minimumInputSide;
}

/** The stems that an architecture has for the datasets here. */
export function stemsFor(architecture: Architecture): readonly Stem[] {
  const stems: readonly Stem[] = architecture.smallStem === undefined ? ['paper'] : ['paper', 'small'];
  return stems.filter((stem) => minimumSide(architecture, stem) <= IMAGE_SIDE);
}

/** The part of a set-up that says which net; the paper's stem goes without saying. */
export function modelConfig(
  { id }: Architecture,
  { width, stem }: { readonly width: number; readonly stem: Stem },
  choices: ModelConfig['choices'],
): ModelConfig {
  return { id, width, ...(stem === 'paper' ? {} : { stem }), choices };
}

export const fitsImages = (architecture: Architecture): boolean => minimumSide(architecture) <= IMAGE_SIDE;

/** The architectures that can be trained on the datasets here. */
export const trainableArchitectures: readonly Architecture[] = architectures.filter(fitsImages);

/** Whether a set-up's net is not the published one: it takes other images, is narrower or starts otherwise. */
export function isAdaptedNet({ id, width, stem = 'paper' }: ModelConfig): boolean {
  return isAdapted(findArchitecture(id), { inputShape: IMAGE_SHAPE, width, stem });
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
    dataset: { id: 'mnist' },
    recipe: quickRecipe(architecture),
    ...defaultsOf(RUN_FIELDS),
  };
}
