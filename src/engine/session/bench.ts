import { Turns } from '#engine/backend/turns.ts';
import { EngineFailure } from '#engine/engine-failure.ts';
import type { Progress } from '#engine/runs/checkpoint.ts';
import type { RunKeeper } from '#engine/runs/run-keeper.ts';
import type { TrainingControl } from '#engine/training/control.ts';
import type { Run } from '#engine/training/run.ts';
import type { BackendInfo } from '#protocol/backend.ts';

/** A run whose net the engine holds: in training, trained last, or brought back. */
export interface HeldRun {
  readonly runId: string;
  readonly run: Run;
  /** Undefined where the browser keeps nothing. */
  readonly keeper: RunKeeper | undefined;
  /** Where it was brought back, as long as it has not gone on. */
  readonly from?: Progress | undefined;
  /** Which backend it has its tensors on; a change of backend takes the weights along, and no more. */
  readonly backend: BackendInfo;
  /** Lets other tabs have it. */
  readonly release: () => void;
}

/** A run in training, from its first command on. */
export interface Training {
  readonly runId: string;
  readonly control: TrainingControl;
  readonly ended: Promise<void>;
}

/** What the subjects of a session work on together: one backend, one net. */
export class Bench {
  readonly turns = new Turns();
  backend: BackendInfo | undefined;
  held: HeldRun | undefined;
  training: Training | undefined;

  /** @throws EngineFailure 'backendUnavailable' while none has started. */
  requireBackend(): BackendInfo {
    if (this.backend === undefined) throw new EngineFailure('backendUnavailable', { backend: '' });
    return this.backend;
  }

  /** @throws EngineFailure 'noTrainedModel' for a run whose net is not here (any more). */
  requireRun(runId: string): Run {
    if (this.held?.runId !== runId) throw new EngineFailure('noTrainedModel');
    return this.held.run;
  }

  controlOf(runId: string): TrainingControl | undefined {
    return this.training?.runId === runId ? this.training.control : undefined;
  }

  /** Disposes the net and frees its memory. */
  dropRun(): void {
    this.held?.run.dispose();
    this.held?.release();
    this.held = undefined;
  }

  /** Stops training and evaluations: the net is about to be disposed or to change its backend. */
  async stopWork(): Promise<void> {
    this.training?.control.stop();
    await Promise.all([this.training?.ended, this.turns.abortWork()]);
  }
}
