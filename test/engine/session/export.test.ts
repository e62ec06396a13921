import { describe, expect, it } from 'vitest';
import { openSafetensors } from '#engine/formats/safetensors.ts';
import { Session } from '#engine/session/session.ts';
import { NO_AUGMENTATION } from '#models/recipe.ts';
import { defaultsOf, RUN_FIELDS } from '#models/recipe-fields.ts';
import { architectures } from '#models/registry.ts';
import type { EngineEvent, EventType } from '#protocol/events.ts';
import type { ExportFormat, UntrainedNet } from '#protocol/export.ts';
import { wasmFolder } from '#test/engine/backends.ts';
import { lenetConfig } from '#test/engine/training/configs.ts';

function open() {
  const events: EngineEvent[] = [];
  const session = new Session((event) => events.push(event), wasmFolder);
  const of = <T extends EventType>(type: T) =>
    events.filter((event): event is Extract<EngineEvent, { type: T }> => event.type === type);
  return { session, of };
}

const dataset = { id: 'digits', trainCount: 300, testCount: 120 };
const config = lenetConfig(
  { epochs: 2, augmentation: NO_AUGMENTATION },
  { dataset, validationFraction: 0.1 },
);

function untrained(id: string, change: Partial<UntrainedNet> = {}): UntrainedNet {
  const { recipe, classroom } = architectures.find((architecture) => architecture.id === id)!;
  const model = { id, ...classroom, choices: {} };
  return { ...defaultsOf(RUN_FIELDS), recipe, model, numClasses: 10, ...change };
}

/** Name and bytes of each tensor. */
async function tensorsOf(file: Blob): Promise<ReadonlyMap<string, string>> {
  const { tensors } = await openSafetensors('weights', file);
  return new Map(
    await Promise.all(
      tensors.map(async (tensor) => [tensor.name, Buffer.from(await tensor.read()).toString('hex')] as const),
    ),
  );
}

describe('a session that exports', { timeout: 60_000 }, () => {
  it('gives the weights that a run of the seed starts from, and those it has come to', async () => {
    const { session, of } = open();
    const exported = async (source: Parameters<typeof session.handle>[0] & { type: 'exportNet' }) => {
      await session.handle(source);
      return of('netExported').at(-1)!;
    };
    const net = { ...untrained('lenet5'), model: config.model, seed: config.seed };
    const before = await exported({
      type: 'exportNet',
      requestId: 'u',
      format: 'safetensors',
      source: { kind: 'untrained', net },
    });
    expect(before.name).toBe('lenet5.safetensors');

    await session.handle({ type: 'selectBackend', preference: 'wasm', threads: 0 });
    const source = { kind: 'registered', config: dataset } as const;
    await session.handle({ type: 'loadDataset', requestId: 'load', source });
    await session.handle({ type: 'startTraining', runId: 'a', config });
    const ask = (format: ExportFormat) =>
      exported({ type: 'exportNet', requestId: format, format, source: { kind: 'run', runId: 'a' } });
    const after = await ask('safetensors');
    expect(after.name).toBe('lenet5-digits.safetensors');
    const [start, end] = [await tensorsOf(before.file), await tensorsOf(after.file)];
    expect([...end.keys()]).toEqual([...start.keys()]);
    expect(end.get('conv1.weight')).not.toBe(start.get('conv1.weight'));

    // This computer keeps no runs, and the curves are there all the same.
    const rows = (await (await ask('csv')).file.text()).trim().split('\r\n');
    expect(rows).toHaveLength(1 + 28);
    const { validation } = of('epochEnded')[0]!;
    expect(rows[14]).toMatch(
      new RegExp(`^14,1,.*,${validation!.loss},${validation!.top1Error},${validation!.top5Error}$`),
    );
    expect(rows[13]).toMatch(/^13,1,.*,,,$/);
  });

  it('writes every format without a backend', async () => {
    const { session, of } = open();
    for (const id of ['lenet5_1998', 'resnet18']) {
      for (const format of ['safetensors', 'onnx', 'tfjs', 'pytorch'] as const) {
        await session.handle({
          type: 'exportNet',
          requestId: format,
          format,
          source: { kind: 'untrained', net: untrained(id, { seed: 5 }) },
        });
      }
    }
    expect(of('requestFailed')).toEqual([]);
    expect(of('netExported').map(({ name }) => name)).toEqual(
      ['lenet5_1998', 'resnet18'].flatMap((id) => [
        `${id}.safetensors`,
        `${id}.onnx`,
        `${id}-tfjs.zip`,
        `${id}-pytorch.zip`,
      ]),
    );
  });

  it('fails for a run that is nowhere, and for a form that the net refuses', async () => {
    const { session, of } = open();
    const source = { kind: 'run', runId: 'gone' } as const;
    await session.handle({ type: 'exportNet', requestId: 'r', format: 'onnx', source });
    const model = { ...untrained('vgg16').model, stem: 'paper', inputShape: [8, 8, 3] } as const;
    await session.handle({
      type: 'exportNet',
      requestId: 'v',
      format: 'onnx',
      source: { kind: 'untrained', net: untrained('vgg16', { model }) },
    });
    expect(of('requestFailed').map(({ requestId, error }) => [requestId, error.code])).toEqual([
      ['r', 'runMissing'],
      ['v', 'modelInvalid'],
    ]);
  });

  it('can be cancelled between two weights', async () => {
    const { session, of } = open();
    const net = untrained('resnet50', { model: { id: 'resnet50', width: 1, choices: {} } });
    const exporting = session.handle({
      type: 'exportNet',
      requestId: 'v',
      format: 'safetensors',
      source: { kind: 'untrained', net },
    });
    await session.handle({ type: 'cancelRequest', requestId: 'v' });
    await exporting;
    expect(of('netExported')).toEqual([]);
    expect(of('requestFailed')[0]!.error.code).toBe('cancelled');
    expect(of('exportProgressed').length).toBeLessThan(3);
  });
});
