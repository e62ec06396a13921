import { describe, expect, it } from 'vitest';
import { findArchitecture } from '#models/registry.ts';
import { classroomForm } from '#store/net-form.ts';
import { openStore } from './open-store.ts';

describe('exporting a net', () => {
  function begun() {
    const opened = openStore();
    opened.actions.openRunExport('a-run', 'LeNet-5');
    opened.actions.chooseExportFormat('onnx');
    opened.actions.exportNet();
    const { requestId } = opened.sentOf('exportNet').at(-1)!;
    return { ...opened, requestId };
  }

  it('asks the engine once, follows its progress, and is over when the file is there', () => {
    const { actions, sentOf, state, store, requestId } = begun();
    actions.exportNet();
    expect(sentOf('exportNet')).toEqual([
      { type: 'exportNet', requestId, source: { kind: 'run', runId: 'a-run' }, format: 'onnx' },
    ]);
    store.receive({ type: 'exportProgressed', requestId, doneBytes: 5, totalBytes: 20 });
    expect(state().exporting.request).toEqual({ requestId, doneBytes: 5, totalBytes: 20 });
    store.receive({ type: 'netExported', requestId, name: 'a.onnx', file: new Blob() });
    expect(state().exporting).toMatchObject({ opened: undefined, request: undefined, format: 'onnx' });
  });

  it('says what went wrong, and nothing of what was cancelled on purpose', () => {
    const { actions, sent, state, store, requestId } = begun();
    const error = { code: 'runMissing', details: {} } as const;
    store.receive({ type: 'requestFailed', requestId, error });
    expect(state().exporting).toMatchObject({ request: undefined, error });
    expect(state().exporting.opened).toBeDefined();

    actions.exportNet();
    actions.cancelExport();
    const again = state().exporting.request!.requestId;
    expect(sent.at(-1)).toEqual({ type: 'cancelRequest', requestId: again });
    store.receive({ type: 'requestFailed', requestId: again, error: { code: 'cancelled', details: {} } });
    expect(state().exporting).toMatchObject({ request: undefined, error: undefined });
  });

  it('ends with the engine that was at it', () => {
    const { state, store } = begun();
    const error = { code: 'workerCrashed', details: { message: '' } } as const;
    store.receive({ type: 'engineCrashed', error });
    expect(state().exporting).toMatchObject({ request: undefined, error });
  });

  it('gives up what is being written when the dialog is closed, and leaves a later file alone', () => {
    const { actions, sent, state, store, requestId } = begun();
    actions.closeExport();
    expect(sent.at(-1)).toEqual({ type: 'cancelRequest', requestId });
    store.receive({ type: 'exportProgressed', requestId, doneBytes: 5, totalBytes: 20 });
    expect(state().exporting).toMatchObject({ opened: undefined, request: undefined });
  });

  it('takes a net from its page in the form that it has there, without curves', () => {
    const { actions, sentOf } = openStore();
    const form = classroomForm(findArchitecture('resnet18'));
    actions.chooseExportFormat('csv');
    actions.openNetExport(form, 'ResNet-18');
    actions.exportNet();
    const { source, format } = sentOf('exportNet').at(-1)!;
    expect(format).toBe('pytorch');
    expect(source).toMatchObject({
      kind: 'untrained',
      net: { model: { id: 'resnet18', inputShape: [32, 32, 3], stem: 'small' }, numClasses: 10, seed: 1 },
    });
  });
});
