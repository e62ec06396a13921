import { type Graph, GraphError } from '#models/graph.ts';
import { type Fit, type Form, judgeFit, type MemoryLimits, suggestForm } from '#models/memory/fit.ts';
import { buildGraph, findArchitecture } from '#models/registry.ts';
import type { BackendInfo } from '#protocol/backend.ts';
import type { RunConfig } from '#protocol/run-config.ts';
import type { Images } from './images.ts';
import { modelForm, type NetForm } from './net-form.ts';
import { minimumSide, modelConfig, stemsFor } from './set-up.ts';

/** The set-up's net on its images. */
function graphOf({ model }: RunConfig, images: Images, { width, stem }: Omit<Form, 'batchSize'>): Graph {
  const { id, ...options } = modelForm(model, images);
  return buildGraph(id, { ...options, width, stem });
}

export const formOf = ({ model, recipe }: RunConfig): Form => ({
  batchSize: recipe.batchSize,
  width: model.width,
  stem: model.stem ?? 'paper',
});

/** Whether the set-up fits; undefined while backend or images are not known and where the net cannot be built. */
export function fitOf(
  draft: RunConfig,
  images: Images | undefined,
  backend: BackendInfo | undefined,
): Fit | undefined {
  if (backend?.memory === undefined || images === undefined) return undefined;
  const form = formOf(draft);
  try {
    return judgeFit(graphOf(draft, images, form), form.batchSize, draft.recipe.optimizer, backend.memory);
  } catch (error) {
    // Train itself says what is wrong with the net.
    if (error instanceof GraphError) return undefined;
    throw error;
  }
}

/** The nearest form of a set-up that fits; undefined where none does. */
export function fittingForm(
  draft: RunConfig,
  images: Images | undefined,
  { memory }: BackendInfo,
): Form | undefined {
  if (memory === undefined || images === undefined) return undefined;
  const stems = stemsFor(findArchitecture(draft.model.id), images.shape);
  const graphIn = (form: Form) => graphOf(draft, images, form);
  return suggestForm(formOf(draft), graphIn, draft.recipe.optimizer, memory, { stems });
}

export function inForm(draft: RunConfig, { batchSize, width, stem }: Form): RunConfig {
  const { id, choices } = draft.model;
  return {
    ...draft,
    model: modelConfig(findArchitecture(id), { width, stem }, choices),
    recipe: { ...draft.recipe, batchSize },
  };
}

/** What may be changed of a net of the zoo that is trained with its own recipe: its input too. */
export function freeForm({ id, width, stem, inputShape: [height, across] }: NetForm): Form {
  return { batchSize: findArchitecture(id).recipe.batchSize, width, stem, input: [height, across] };
}

/** The nearest form of a net of the zoo that fits, with the first layers that its page shows; undefined for none. */
export function fittingNet(net: NetForm, memory: MemoryLimits): Form | undefined {
  const architecture = findArchitecture(net.id);
  const graphIn = ({ width, input }: Form) =>
    buildGraph(net.id, { ...net, width, inputShape: input ? [...input, net.inputShape[2]] : net.inputShape });
  const smallestInput = minimumSide(architecture, net.stem);
  return suggestForm(freeForm(net), graphIn, architecture.recipe.optimizer, memory, { smallestInput });
}
