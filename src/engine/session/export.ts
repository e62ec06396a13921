import { activeGpuContext } from '#engine/backend/gpu-context.ts';
import { yieldToMessages } from '#engine/event-loop.ts';
import { keptNet, runNet } from '#engine/export/run-net.ts';
import { untrainedNet } from '#engine/export/untrained-net.ts';
import { exportFile } from '#engine/formats/export-file.ts';
import type { ExportedNet } from '#engine/formats/exported-net.ts';
import { countOf } from '#engine/formats/tensors.ts';
import { weightsOf } from '#models/weights.ts';
import type { ExportNet, ExportSource } from '#protocol/export.ts';
import type { Bench, HeldRun } from './bench.ts';
import type { Emit, Requests } from './requests.ts';

/** Between two rests messages wait: a cancel, and what the page shows of the progress. */
const BYTES_BETWEEN_RESTS = 16 * 1024 * 1024;

/** Writes nets into files of other programs. */
export class ExportSubject {
  readonly #emit: Emit;
  readonly #requests: Requests;
  readonly #bench: Bench;

  constructor(emit: Emit, requests: Requests, bench: Bench) {
    this.#emit = emit;
    this.#requests = requests;
    this.#bench = bench;
  }

  handle({ requestId, source, format }: ExportNet): Promise<void> {
    return this.#requests.carryOut(requestId, async (signal) => {
      const net = await this.#netOf(source, signal);
      const { name, type, pieces } = await exportFile(this.#watched(net, requestId, signal), format);
      signal.throwIfAborted();
      this.#emit({ type: 'netExported', requestId, name, file: new Blob([...pieces], { type }) });
    });
  }

  #netOf(source: ExportSource, signal: AbortSignal): Promise<ExportedNet> | ExportedNet {
    if (source.kind === 'untrained') return untrainedNet(source.net);
    const { held } = this.#bench;
    return held?.runId === source.runId ? this.#heldNet(held, signal) : keptNet(source.runId);
  }

  /** Training waits while the weights are read. */
  #heldNet(held: HeldRun, signal: AbortSignal): Promise<ExportedNet> {
    const bench = this.#bench;
    return bench.turns.work(signal, async (signal) => {
      const run = bench.requireRun(held.runId);
      const control = bench.controlOf(held.runId);
      const release = control?.hold();
      try {
        await control?.standing();
        signal.throwIfAborted();
        const [weights, slots] = await activeGpuContext().guard(Promise.all([run.weights(), run.slots()]));
        const { run: facts, points } = held.keeper.current;
        return runNet(run.built.graph, { ...facts, step: run.step }, points, weights, slots);
      } finally {
        release?.();
      }
    });
  }

  /** Tells how far it has come as the weights are taken, and can be cancelled between two of them. */
  #watched(net: ExportedNet, requestId: string, signal: AbortSignal): ExportedNet {
    const sizes = new Map(weightsOf(net.graph).map(({ name, shape }) => [name, 4 * countOf(shape)]));
    const totalBytes = [...sizes.values()].reduce((sum, size) => sum + size, 0);
    let doneBytes = 0;
    let sinceRest = 0;
    return {
      ...net,
      take: async (name) => {
        if (sinceRest >= BYTES_BETWEEN_RESTS) {
          sinceRest = 0;
          this.#emit({ type: 'exportProgressed', requestId, doneBytes, totalBytes });
          await yieldToMessages();
          signal.throwIfAborted();
        }
        const size = sizes.get(name) ?? 0;
        doneBytes += size;
        sinceRest += size;
        return net.take(name);
      },
    };
  }
}
