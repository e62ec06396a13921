import type { EngineEvent } from '#protocol/events.ts';
import type { RunConfig } from '#protocol/run-config.ts';
import { type AnswersState, applyAnswersEvent, initialAnswers } from './answers.ts';
import { type Comparison, NO_COMPARISON } from './compare.ts';
import { applyDatasetEvent, type DatasetState, initialDataset } from './dataset.ts';
import { applyDrawingEvent, type DrawingState, initialDrawing } from './drawing.ts';
import { applyEngineEvent, type EngineState, initialEngine } from './engine.ts';
import { applyEvaluationEvent, type EvaluationState, initialEvaluation } from './evaluation.ts';
import { applyExportEvent, type ExportState, initialExport } from './export.ts';
import { imagesOf } from './images.ts';
import { applyInspectionEvent, type InspectionState, initialInspection } from './inspection.ts';
import { applyKeptRunsEvent, initialKeptRuns, type KeptRunsState } from './kept-runs.ts';
import { applyLiveEvent, initialLive, type LiveState } from './live.ts';
import type { Permalink, Place } from './permalink.ts';
import { applyPicturesEvent, initialPictures, type PicturesState } from './pictures.ts';
import type { QueueState } from './queue.ts';
import { applyRunsEvent, initialRuns, type RunsState, runOf } from './runs.ts';
import { withDataset } from './set-up.ts';
import type { Settings } from './settings.ts';
import { applySpeedEvent, initialSpeed, type SpeedState } from './speed.ts';
import { applyTimingsEvent, type TimingsState } from './timings.ts';
import { applyWeightsEvent, initialWeights, type WeightsState } from './weights.ts';
import { initialZoo, type ZooState } from './zoo.ts';

export interface AppState {
  readonly settings: Settings;
  readonly place: Place;
  /** The set-up that the next run starts from. */
  readonly draft: RunConfig;
  readonly engine: EngineState;
  readonly dataset: DatasetState;
  readonly runs: RunsState;
  readonly keptRuns: KeptRunsState;
  /** Of the current run. */
  readonly live: LiveState;
  readonly evaluation: EvaluationState;
  readonly answers: AnswersState;
  readonly drawing: DrawingState;
  readonly pictures: PicturesState;
  readonly speed: SpeedState;
  readonly timings: TimingsState;
  readonly inspection: InspectionState;
  readonly exporting: ExportState;
  readonly weights: WeightsState;
  readonly zoo: ZooState;
  readonly compare: Comparison;
  readonly queue: QueueState;
}

/** What is there when the page opens, of what earlier visits and the address have left. */
export interface Beginning {
  readonly settings: Settings;
  readonly permalink: Permalink;
  readonly timings: TimingsState;
  readonly queue: QueueState;
}

export function initialState({ settings, permalink, timings, queue }: Beginning): AppState {
  return {
    settings,
    place: permalink.place,
    draft: permalink.config,
    engine: initialEngine,
    dataset: initialDataset,
    runs: initialRuns,
    keptRuns: initialKeptRuns,
    live: initialLive,
    evaluation: initialEvaluation,
    answers: initialAnswers,
    drawing: initialDrawing,
    pictures: initialPictures,
    speed: initialSpeed,
    timings,
    inspection: initialInspection,
    exporting: initialExport,
    weights: initialWeights,
    zoo: { ...initialZoo, net: permalink.net, tab: permalink.tab ?? initialZoo.tab },
    compare: permalink.compare ?? NO_COMPARISON,
    queue,
  };
}

/** The state after an event. Slices that an event leaves alone keep their identity. */
export function applyEvent(state: AppState, event: EngineEvent): AppState {
  const dataset = applyDatasetEvent(state.dataset, event);
  const { currentId } = state.runs;
  const isOfCurrent = currentId !== undefined && runOf(state.runs, event)?.id === currentId;
  return {
    ...state,
    draft: draftAfter(state.draft, state.dataset, dataset),
    engine: applyEngineEvent(state.engine, event),
    dataset,
    runs: applyRunsEvent(state.runs, event),
    keptRuns: applyKeptRunsEvent(state.keptRuns, event),
    live: isOfCurrent ? applyLiveEvent(state.live, event) : state.live,
    evaluation: applyEvaluationEvent(state.evaluation, event),
    answers: applyAnswersEvent(state.answers, event),
    drawing: applyDrawingEvent(state.drawing, event),
    pictures: applyPicturesEvent(state.pictures, event),
    speed: applySpeedEvent(state.speed, event),
    timings: applyTimingsEvent(state.timings, event),
    inspection: applyInspectionEvent(state.inspection, event),
    exporting: applyExportEvent(state.exporting, event),
    weights: applyWeightsEvent(state.weights, event),
  };
}

/**
 * The set-up names the data that a load has left, so that its address gives the same again. Where generated data
 * stand in because the network is away, it goes on naming what was wanted.
 */
function draftAfter(draft: RunConfig, before: DatasetState, after: DatasetState): RunConfig {
  const hasEnded = before.status === 'loading' && after.status !== 'loading';
  const { summary, fallbackReason } = after;
  if (!hasEnded || summary === undefined || fallbackReason !== undefined) return draft;
  return withDataset(draft, summary.config, imagesOf(summary.config, summary)?.shape);
}
