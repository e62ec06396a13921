import { describe, expect, it } from 'vitest';
import { createEngineClient, type EngineWorker } from '#client/engine-client.ts';
import type { Command } from '#protocol/commands.ts';
import type { EngineEvent } from '#protocol/events.ts';

/** A worker on the other end of real events, without a thread. */
class WorkerDouble extends EventTarget {
  readonly received: { command: Command; transfer: unknown }[] = [];
  isTerminated = false;
  postMessage(command: Command, transfer: unknown) {
    this.received.push({ command, transfer });
  }
  terminate() {
    this.isTerminated = true;
  }
  say(event: EngineEvent) {
    this.dispatchEvent(new MessageEvent('message', { data: event }));
  }
  die(type: 'error' | 'messageerror' = 'error') {
    this.dispatchEvent(new Event(type));
  }
}

function start() {
  const workers: WorkerDouble[] = [];
  const heard: EngineEvent[] = [];
  const client = createEngineClient(() => {
    const worker = new WorkerDouble();
    workers.push(worker);
    return worker as unknown as EngineWorker;
  });
  const end = client.subscribe((event) => heard.push(event));
  return { workers, heard, client, end };
}

const STOP: Command = { type: 'stopTraining', runId: 'a' };
const FORGOTTEN: EngineEvent = { type: 'datasetForgotten', requestId: 'b' };

describe('the engine client', () => {
  it('carries commands to the worker with what they transfer, and events back', () => {
    const { workers, heard, client } = start();
    const buffer = new ArrayBuffer(8);
    client.send(STOP, [buffer]);
    workers[0]!.say(FORGOTTEN);
    expect(workers[0]!.received).toEqual([{ command: STOP, transfer: [buffer] }]);
    expect(heard).toEqual([FORGOTTEN]);
  });

  it('tells nobody once the subscription has ended', () => {
    const { workers, heard, end } = start();
    end();
    workers[0]!.say(FORGOTTEN);
    expect(heard).toEqual([]);
  });

  it.each([
    ['that dies', 'error'],
    ['whose word cannot be decoded', 'messageerror'],
  ] as const)('replaces a worker %s, says so, and sends to the new one', (_, type) => {
    const { workers, heard, client } = start();
    workers[0]!.say(FORGOTTEN);
    workers[0]!.die(type);
    client.send(STOP);
    expect(workers).toHaveLength(2);
    expect(workers[0]!.isTerminated).toBe(true);
    expect(workers[1]!.received.map(({ command }) => command)).toEqual([STOP]);
    expect(heard.at(-1)).toMatchObject({ type: 'engineCrashed', error: { code: 'workerCrashed' } });
  });

  it('hears nothing more from a dead worker', () => {
    const { workers, heard } = start();
    workers[0]!.say(FORGOTTEN);
    workers[0]!.die();
    const count = heard.length;
    workers[0]!.say(FORGOTTEN);
    expect(heard).toHaveLength(count);
  });

  it('does not start another when the first never said a word', () => {
    const { workers, heard } = start();
    workers[0]!.die();
    expect(workers).toHaveLength(1);
    expect(heard).toMatchObject([{ type: 'engineCrashed' }]);
  });
});
