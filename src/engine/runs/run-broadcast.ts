import type { ImageBatch } from '#protocol/data.ts';
import type { EngineEvent } from '#protocol/events.ts';
import type { KeptRun } from '#protocol/kept-run.ts';
import type { StepPoint } from '#protocol/run.ts';

/** A run as it is by now, for a tab that begins to watch it. */
export interface WatchedRun {
  readonly run: KeptRun;
  readonly points: readonly StepPoint[];
  readonly isPaused: boolean;
}

/** What the tabs of a run say to each other. */
type Message =
  | { readonly type: 'opened' }
  | { readonly type: 'asked' }
  | { readonly type: 'told'; readonly watched: WatchedRun }
  | { readonly type: 'happened'; readonly event: EngineEvent };

const open = (runId: string): BroadcastChannel => new BroadcastChannel(`run/${runId}`);

/** Tells the other tabs what happens to a run that this one trains, as soon as one of them has asked. */
export class RunBroadcast {
  readonly #channel: BroadcastChannel;
  #isAsked = false;
  /** The held-out images that are shown, which who began to watch later has not seen. */
  #images: ImageBatch | undefined;
  #owesImages = false;

  constructor(runId: string, now: () => WatchedRun) {
    this.#channel = open(runId);
    this.#channel.onmessage = ({ data }: MessageEvent<Message>) => {
      if (data.type !== 'asked') return;
      this.#isAsked = true;
      this.#owesImages = true;
      this.#post({ type: 'told', watched: now() });
    };
    this.#post({ type: 'opened' });
  }

  send(event: EngineEvent): void {
    if (event.type !== 'predictionsMade') {
      if (this.#isAsked) this.#post({ type: 'happened', event });
      return;
    }
    this.#images = event.images ?? this.#images;
    if (!this.#isAsked) return;
    const images = this.#owesImages ? this.#images : event.images;
    this.#owesImages = false;
    this.#post({ type: 'happened', event: { ...event, ...(images && { images }) } });
  }

  close(): void {
    this.#channel.close();
  }

  #post(message: Message): void {
    this.#channel.postMessage(message);
  }
}

/** Hears what happens to a run that another tab trains. */
export class RunReception {
  readonly #channel: BroadcastChannel;
  #hasBeenTold = false;

  /** @param onTold is called each time that the other tab says how the run stands. */
  constructor(runId: string, onTold: (watched: WatchedRun) => void, onEvent: (event: EngineEvent) => void) {
    this.#channel = open(runId);
    this.#channel.onmessage = ({ data }: MessageEvent<Message>) => {
      if (data.type === 'told') {
        this.#hasBeenTold = true;
        onTold(data.watched);
      }
      // What came before was told.
      else if (data.type === 'happened' && this.#hasBeenTold) onEvent(data.event);
      else if (data.type === 'opened') this.#ask();
    };
    this.#ask();
  }

  close(): void {
    this.#channel.close();
  }

  #ask(): void {
    const message: Message = { type: 'asked' };
    this.#channel.postMessage(message);
  }
}
