import type { EngineEvent } from '#protocol/events.ts';
import type { RunConfig } from '#protocol/run-config.ts';
import { applyDatasetEvent, type DatasetState, initialDataset } from './dataset.ts';
import { applyDrawingEvent, type DrawingState, initialDrawing } from './drawing.ts';
import { applyEngineEvent, type EngineState, initialEngine } from './engine.ts';
import { applyEvaluationEvent, type EvaluationState, initialEvaluation } from './evaluation.ts';
import { applyLiveEvent, initialLive, type LiveState } from './live.ts';
import type { Permalink, Place } from './permalink.ts';
import { applyPicturesEvent, initialPictures, type PicturesState } from './pictures.ts';
import { applyRunEvent, belongsToRun, initialRun, type RunState } from './run.ts';
import type { Settings } from './settings.ts';
import { applySpeedEvent, initialSpeed, type SpeedState } from './speed.ts';
import { initialZoo, type ZooState } from './zoo.ts';

export interface AppState {
  readonly settings: Settings;
  readonly place: Place;
  /** The set-up that the next run starts from. */
  readonly draft: RunConfig;
  readonly engine: EngineState;
  readonly dataset: DatasetState;
  readonly run: RunState;
  readonly live: LiveState;
  readonly evaluation: EvaluationState;
  readonly drawing: DrawingState;
  readonly pictures: PicturesState;
  readonly speed: SpeedState;
  readonly zoo: ZooState;
}

export function initialState(settings: Settings, permalink: Permalink): AppState {
  return {
    settings,
    place: permalink.place,
    draft: permalink.config,
    engine: initialEngine,
    dataset: initialDataset,
    run: initialRun,
    live: initialLive,
    evaluation: initialEvaluation,
    drawing: initialDrawing,
    pictures: initialPictures,
    speed: initialSpeed,
    zoo: { ...initialZoo, net: permalink.net },
  };
}

/** The state after an event. Slices that an event leaves alone keep their identity. */
export function applyEvent(state: AppState, event: EngineEvent): AppState {
  return {
    ...state,
    engine: applyEngineEvent(state.engine, event),
    dataset: applyDatasetEvent(state.dataset, event),
    run: applyRunEvent(state.run, event),
    live: belongsToRun(state.run, event) ? applyLiveEvent(state.live, event) : state.live,
    evaluation: applyEvaluationEvent(state.evaluation, event),
    drawing: applyDrawingEvent(state.drawing, event),
    pictures: applyPicturesEvent(state.pictures, event),
    speed: applySpeedEvent(state.speed, event),
  };
}
