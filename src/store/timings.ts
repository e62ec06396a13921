import * as v from 'valibot';
import type { BackendInfo, BackendTiming } from '#protocol/backend.ts';
import type { DatasetSummary } from '#protocol/data.ts';
import type { EngineEvent } from '#protocol/events.ts';
import type { RunConfig } from '#protocol/run-config.ts';
import type { SettingsStorage } from './settings.ts';

/**
 * How long a step of a net takes on each backend of this machine: measured before its first run, by which 'auto'
 * then chooses, and remembered on this computer.
 */
export interface TimingsState {
  /** By `timingKey`; an empty list where measuring failed. */
  readonly known: Readonly<Record<string, readonly BackendTiming[]>>;
  /** Under way. */
  readonly request: { readonly requestId: string; readonly key: string } | undefined;
}

const STORED = 'cnn-zoo.timings';
const MOST_REMEMBERED = 100;

/** What the time of a step depends on: the machine, the net, its images and the batch. */
export function timingKey(
  { model, recipe }: RunConfig,
  { height, width, channels, classNames }: DatasetSummary,
  { renderer, threads, candidates }: BackendInfo,
): string {
  const { batchSize, optimizer } = recipe;
  const machine = [candidates, renderer, threads];
  return JSON.stringify([machine, model, [height, width, channels, classNames.length], batchSize, optimizer]);
}

/** How long a step of a config takes on the backend in use, where that has been measured. */
export function knownStepMs(
  { known }: TimingsState,
  config: RunConfig,
  data: DatasetSummary,
  backend: BackendInfo,
): number | undefined {
  const timings = known[timingKey(config, data, backend)];
  return timings?.find(({ name }) => name === backend.name)?.stepMs;
}

export function applyTimingsEvent(state: TimingsState, event: EngineEvent): TimingsState {
  if (event.type === 'engineCrashed') return { ...state, request: undefined };
  const { request, known } = state;
  if (request === undefined || !('requestId' in event) || event.requestId !== request.requestId) return state;
  switch (event.type) {
    case 'backendsCompared':
      return { known: { ...known, [request.key]: event.timings }, request: undefined };
    case 'requestFailed':
      // Given up for something else, it is worth another try; what failed would fail again.
      return event.error.code === 'cancelled'
        ? { known, request: undefined }
        : { known: { ...known, [request.key]: [] }, request: undefined };
    default:
      return state;
  }
}

const storedSchema = v.fallback(
  v.record(
    v.string(),
    v.array(
      v.object({
        name: v.picklist(['webgpu', 'webgl', 'wasm', 'cpu']),
        stepMs: v.pipe(v.number(), v.finite(), v.minValue(0)),
      }),
    ),
  ),
  {},
);

/** Storage that is blocked, empty or holds nonsense remembers nothing. */
export function loadTimings(storage: SettingsStorage | undefined): TimingsState {
  try {
    const known = v.parse(storedSchema, JSON.parse(storage?.getItem(STORED) ?? '{}'));
    return { known, request: undefined };
  } catch {
    return { known: {}, request: undefined };
  }
}

/** Remembers the latest of them; where the browser forbids it, they are measured again on the next visit. */
export function saveTimings(storage: SettingsStorage | undefined, { known }: TimingsState): void {
  const measured = Object.entries(known).filter(([, timings]) => timings.length > 0);
  try {
    storage?.setItem(STORED, JSON.stringify(Object.fromEntries(measured.slice(-MOST_REMEMBERED))));
  } catch {
    return;
  }
}
