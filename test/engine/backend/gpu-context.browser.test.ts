import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { Session } from '#engine/session/session.ts';
import type { EngineEvent, EventType } from '#protocol/events.ts';
import { hasWebgpu, wasmPaths } from '#test/engine/browser-backends.ts';
import { lenetConfig } from '../training/configs.ts';

/** What the browser does when a driver is reset; on WebGPU the device says 'destroyed' in place of 'unknown'. */
const lose = {
  webgl: () => {
    const backend = tf.backend() as unknown as {
      getGPGPUContext(): { readonly gl: WebGL2RenderingContext };
    };
    backend.getGPGPUContext().gl.getExtension('WEBGL_lose_context')!.loseContext();
  },
  webgpu: () => (tf.backend() as unknown as { readonly device: GPUDevice }).device.destroy(),
};

const digits = { id: 'digits', trainCount: 20, testCount: 10 } as const;

async function open() {
  const events: EngineEvent[] = [];
  const listeners = new Set<() => void>();
  const session = new Session((event) => {
    events.push(event);
    for (const listener of listeners) listener();
  }, wasmPaths);
  const of = <T extends EventType>(type: T) =>
    events.filter((event): event is Extract<EngineEvent, { type: T }> => event.type === type);
  const next = (type: EventType) =>
    new Promise<void>((resolve) => {
      const count = of(type).length;
      listeners.add(() => of(type).length > count && resolve());
    });
  await session.handle({
    type: 'loadDataset',
    requestId: 'load',
    source: { kind: 'registered', config: digits },
  });
  return { session, of, next };
}

describe('a session whose GPU is lost', { timeout: 300_000 }, () => {
  for (const [backend, present] of [
    ['webgl', true],
    ['webgpu', hasWebgpu],
  ] as const) {
    it.skipIf(!present)(
      `on ${backend} fails a measurement, goes on with a training on WASM and can go back`,
      async () => {
        const { session, of, next } = await open();
        const select = () => session.handle({ type: 'selectBackend', preference: backend, threads: 1 });
        const config = lenetConfig({ epochs: 200, batchSize: 2 }, { dataset: digits });

        await select();
        let fellBack = next('backendSelected');
        const measured = session.handle({ type: 'measureSpeed', requestId: 'm', config });
        await new Promise((resolve) => setTimeout(resolve));
        lose[backend]();
        await Promise.all([measured, fellBack]);
        expect(of('requestFailed').map(({ error }) => error.code)).toEqual(['contextLost']);
        expect(tf.getBackend()).toBe('wasm');

        await select();
        expect(of('backendFailed')).toEqual([]);
        expect(tf.getBackend()).toBe(backend);
        const stepped = next('stepsMeasured');
        const trained = session.handle({ type: 'startTraining', runId: 'a', config });
        await stepped;
        fellBack = next('backendSelected');
        lose[backend]();
        const restarted = next('trainingStarted');
        await Promise.all([trained, fellBack, restarted]);
        // It goes on by itself, from its newest checkpoint.
        expect(of('trainingFailed')).toEqual([]);
        expect(of('runRestored')).toMatchObject([{ runId: 'a' }]);
        expect(of('trainingStarted').at(-1)).toMatchObject({ runId: 'a', backend: { name: 'wasm' } });
        await next('stepsMeasured');
        const ended = next('trainingEnded');
        await session.handle({ type: 'stopTraining', runId: 'a' });
        await ended;
        expect(of('backendSelected').map(({ backend: { name, reason } }) => [name, reason])).toEqual([
          [backend, 'chosenByUser'],
          ['wasm', 'contextLost'],
          [backend, 'chosenByUser'],
          ['wasm', 'contextLost'],
        ]);

        await session.handle({
          type: 'startTraining',
          runId: `${backend} b`,
          config: lenetConfig({ epochs: 1 }, { dataset: digits }),
        });
        expect(of('trainingEnded')).toMatchObject([
          { runId: 'a', outcome: 'stopped' },
          { runId: `${backend} b`, outcome: 'finished' },
        ]);
      },
    );
  }
});
