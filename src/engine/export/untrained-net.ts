import type { ExportedNet } from '#engine/formats/exported-net.ts';
import { untrainedWeights } from '#engine/model/untrained-weights.ts';
import { APP_VERSION } from '#engine/runs/app-version.ts';
import type { UntrainedNet } from '#protocol/export.ts';
import { graphOf } from './graph-of.ts';

/** @throws EngineFailure 'modelInvalid' for a form that the architecture refuses. */
export function untrainedNet({ numClasses, ...config }: UntrainedNet): ExportedNet {
  const graph = graphOf(config.model, { numClasses });
  const take = untrainedWeights(graph, config.seed);
  return { graph, appVersion: APP_VERSION, config, take: async (name) => take(name) };
}
