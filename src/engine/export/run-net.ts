import { EngineFailure } from '#engine/engine-failure.ts';
import type { ExportedNet, RunFacts, Values } from '#engine/formats/exported-net.ts';
import type { WeightValues } from '#engine/model/named-weights.ts';
import { APP_VERSION } from '#engine/runs/app-version.ts';
import { unpackPoints } from '#engine/runs/points.ts';
import { openRunStore, requireKept } from '#engine/runs/run-store.ts';
import type { Graph } from '#models/graph.ts';
import { preprocessedShape } from '#models/preprocessing.ts';
import type { StepPoint } from '#protocol/run.ts';
import { graphOf } from './graph-of.ts';

/**
 * A run as it was at its newest checkpoint.
 * @throws EngineFailure 'runMissing' for one that is not kept.
 */
export async function keptNet(runId: string): Promise<ExportedNet> {
  const kept = requireKept(await (await openRunStore()).readWithCheckpoint(runId));
  const { run, checkpoint } = kept;
  const { height, width, channels, classNames } = run.data;
  const { preprocessing } = run.config.model;
  const graph = graphOf(run.config.model, {
    inputShape: preprocessing === undefined ? [height, width, channels] : preprocessedShape(preprocessing),
    numClasses: classNames.length,
  });
  return runNet(graph, run, unpackPoints(kept.points), checkpoint.weights, checkpoint.slots);
}

/** A run and copies of what its net and its optimiser hold. */
export function runNet(
  graph: Graph,
  run: RunFacts,
  points: readonly StepPoint[],
  weights: WeightValues,
  slots: WeightValues,
): ExportedNet {
  const left = new Map(weights as ReadonlyMap<string, Values>);
  return {
    graph,
    appVersion: APP_VERSION,
    config: run.config,
    run,
    points,
    slots: slots as ReadonlyMap<string, Values>,
    take: async (name) => {
      const values = left.get(name);
      if (values === undefined) throw new EngineFailure('modelInvalid', { layer: name, message: 'missing' });
      left.delete(name);
      return values;
    },
  };
}
