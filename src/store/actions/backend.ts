import type { DatasetSummary } from '#protocol/data.ts';
import type { RunConfig } from '#protocol/run-config.ts';
import { readyData } from '#store/dataset.ts';
import { isActive } from '#store/run.ts';
import { currentRun } from '#store/runs.ts';
import { timingKey } from '#store/timings.ts';
import type { ActionContext } from './context.ts';

/** Asks for the backend and the threads of the settings. */
export function selectBackend({ get, send }: ActionContext): void {
  const { backend, threads } = get().settings;
  send({ type: 'selectBackend', preference: backend, threads });
}

/**
 * Sees to it that 'auto' takes the fastest backend for a config: true when that is settled, false while the
 * candidates are still being compared.
 */
export function settleBackend(context: ActionContext, config: RunConfig, data: DatasetSummary): boolean {
  const { get, set, send, newId } = context;
  const { engine, settings, timings } = get();
  const { backend } = engine;
  if (settings.backend !== 'auto' || backend === undefined || backend.candidates.length < 2) return true;
  const key = timingKey(config, data, backend);
  const known = timings.known[key];
  if (known !== undefined) {
    const isChosenByThem = JSON.stringify(backend.timings ?? []) === JSON.stringify(known);
    if (!isChosenByThem)
      send({ type: 'selectBackend', preference: 'auto', threads: settings.threads, timings: known });
    return true;
  }
  if (timings.request?.key !== key) {
    const requestId = newId();
    set({ timings: { ...timings, request: { requestId, key } } });
    send({ type: 'compareBackends', requestId, config });
  }
  return false;
}

export function backendActions(context: ActionContext) {
  return {
    /** Compares the candidates for the set-up ahead of its run, where they are not known and nothing trains. */
    compareBackends() {
      const { runs, dataset, draft } = context.get();
      const data = readyData(dataset);
      if (data === undefined || isActive(currentRun(runs))) return;
      settleBackend(context, { ...draft, dataset: data.config }, data);
    },
  };
}
