import type { Architecture, BuildOptions } from '#models/catalog.ts';
import type { Shape } from '#models/graph.ts';
import type { Limits } from '#models/recipe-fields.ts';
import { findArchitecture } from '#models/registry.ts';
import type { ModelConfig } from '#protocol/run-config.ts';
import type { Images } from './images.ts';
import { clampTo, LIMITS, modelConfig, stemsFor } from './set-up.ts';

/** A net of the zoo in the form that its page shows: as published, or adapted by the reader. */
export interface NetForm extends Required<BuildOptions> {
  readonly id: string;
}

/** What the reader may set on a net's page. */
export const NET_LIMITS = {
  /** Height and width of the input, in pixels. */
  side: { min: 1, max: 2048, whole: true },
  classes: { min: 2, max: 22_000, whole: true },
  width: LIMITS.width,
} as const satisfies Record<string, Limits>;

/** The channels of an image: grey, or red, green and blue. */
export const IMAGE_CHANNELS = ['1', '3'] as const;

function defaultChoices({ choices }: Architecture): NetForm['choices'] {
  return Object.fromEntries(
    Object.entries(choices).flatMap(([key, { values }]) =>
      values[0] === undefined ? [] : [[key, values[0].value]],
    ),
  );
}

export function publishedForm(architecture: Architecture): NetForm {
  const { id, inputShape, numClasses } = architecture;
  return { id, inputShape, numClasses, width: 1, stem: 'paper', choices: defaultChoices(architecture) };
}

/** Small images, and a width with which a step takes about a second on a laptop. */
export function classroomForm(architecture: Architecture): NetForm {
  return { ...publishedForm(architecture), ...architecture.classroom, numClasses: 10 };
}

/** A set-up's net on its images; on the published ones while its own are not known. */
export function modelForm(
  { id, width, stem = 'paper', choices }: ModelConfig,
  images: Images | undefined,
): NetForm {
  const published = publishedForm(findArchitecture(id));
  const { shape: inputShape, numClasses } = images ?? { ...published, shape: published.inputShape };
  return { id, inputShape, numClasses, width, stem, choices };
}

export function isSameForm(a: NetForm, b: NetForm): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/**
 * The net to train on images of a shape: with the choices of the form and, where it is adapted, its
 * width and stem; a stem that needs larger images, and the form as published, give way to the classroom's.
 */
export function trainableModel(form: NetForm, shape: Shape | undefined): ModelConfig {
  const architecture = findArchitecture(form.id);
  const { classroom } = architecture;
  const published = { ...publishedForm(architecture), choices: form.choices };
  const { width, stem } = isSameForm(form, published) ? classroom : form;
  const stemHere = stemsFor(architecture, shape).includes(stem) ? stem : classroom.stem;
  return modelConfig(architecture, { width: clampTo(LIMITS.width, width), stem: stemHere }, form.choices);
}
