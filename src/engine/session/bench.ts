import { Turns } from '#engine/backend/turns.ts';
import { EngineFailure } from '#engine/engine-failure.ts';
import type { Progress } from '#engine/runs/checkpoint.ts';
import type { RunBroadcast } from '#engine/runs/run-broadcast.ts';
import type { RunKeeper } from '#engine/runs/run-keeper.ts';
import type { TrainingControl } from '#engine/training/control.ts';
import type { Run } from '#engine/training/run.ts';
import type { BackendInfo } from '#protocol/backend.ts';

/** A run whose net the engine holds: in training, trained last, or brought back. */
export interface HeldRun {
  readonly runId: string;
  readonly run: Run;
  readonly keeper: RunKeeper;
  /** Where it was brought back, as long as it has not gone on; undefined with other weights than the newest. */
  readonly from?: Progress | undefined;
  /** Tells other tabs what happens to it. */
  readonly broadcast: RunBroadcast;
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
  /** Ends the watch over a run of another tab. */
  endWatch: (() => void) | undefined;

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
    const { held } = this;
    if (held === undefined) return;
    this.held = undefined;
    held.run.dispose();
    held.broadcast.close();
    held.release();
  }

  /** `dropRun` with a run that is opened again at once: what it returns lets other tabs have it. */
  dropRunToReopen(runId: string): (() => void) | undefined {
    const { held } = this;
    if (held?.runId !== runId) {
      this.dropRun();
      return undefined;
    }
    this.held = { ...held, release: () => undefined };
    this.dropRun();
    return held.release;
  }

  /** Stops training and evaluations: the net is about to be disposed or to change its backend. */
  async stopWork(): Promise<void> {
    this.training?.control.stop();
    await Promise.all([this.training?.ended, this.turns.abortWork()]);
  }
}
