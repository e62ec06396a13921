import { backendActions } from './actions/backend.ts';
import { compareActions } from './actions/compare.ts';
import type { ActionContext } from './actions/context.ts';
import { dataActions } from './actions/data.ts';
import { evaluationActions } from './actions/evaluation.ts';
import { exportActions } from './actions/export.ts';
import { inspectionActions } from './actions/inspection.ts';
import { keptRunActions } from './actions/kept-runs.ts';
import { placeActions } from './actions/place.ts';
import { queueActions } from './actions/queue.ts';
import { runActions } from './actions/run.ts';
import { setUpActions } from './actions/set-up.ts';
import { settingsActions } from './actions/settings.ts';
import { weightsActions } from './actions/weights.ts';
import { zooActions } from './actions/zoo.ts';

export type Actions = ReturnType<typeof createActions>;

/** What a person can ask for: each intent changes the state at once and sends the engine its command. */
export function createActions(context: ActionContext) {
  const run = runActions(context);
  const keptRuns = keptRunActions(context);
  return {
    ...placeActions(context),
    ...backendActions(context),
    ...settingsActions(context),
    ...setUpActions(context),
    ...dataActions(context),
    ...run,
    ...keptRuns,
    ...queueActions(context, { ...run, ...keptRuns }),
    ...evaluationActions(context),
    ...inspectionActions(context),
    ...exportActions(context),
    ...weightsActions(context),
    ...zooActions(context),
    ...compareActions(context),
  };
}
