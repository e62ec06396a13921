import { findArchitecture } from '#models/registry.ts';
import type { UserFile } from '#protocol/data.ts';
import type { RunConfig } from '#protocol/run-config.ts';
import type { LoadWeights } from '#protocol/weights.ts';
import { readyData } from '#store/dataset.ts';
import { setUpImages } from '#store/images.ts';
import { type NetForm, trainableModel } from '#store/net-form.ts';
import { isActive } from '#store/run.ts';
import { currentRun } from '#store/runs.ts';
import { defaultConfig } from '#store/set-up.ts';
import { initialWeights } from '#store/weights.ts';
import type { ActionContext } from './context.ts';

export function weightsActions({ get, set, send, newId }: ActionContext) {
  function ask(wanted: Omit<LoadWeights, 'type' | 'requestId' | 'runId'>): void {
    const { weights, runs } = get();
    if (weights.status === 'loading' || isActive(currentRun(runs))) return;
    const request: LoadWeights = { type: 'loadWeights', requestId: newId(), runId: newId(), ...wanted };
    set({ weights: { ...initialWeights, request, status: 'loading' } });
    send(request);
  }

  /** The set-up that a form of a net would be trained with here. */
  function configOf(form: NetForm | undefined): RunConfig {
    const { draft, dataset } = get();
    if (form === undefined || form.id === draft.model.id) return draft;
    const model = trainableModel(form, setUpImages(draft, dataset)?.shape);
    return { ...defaultConfig(findArchitecture(form.id)), model };
  }

  return {
    /** Gives a net the weights of a file: that of `form`, or the one that the file is for. */
    loadWeights(file: UserFile, form?: NetForm) {
      const data = readyData(get().dataset);
      const config = { ...configOf(form), ...(data && { dataset: data.config }) };
      ask({ config, isNetFixed: form !== undefined, replacesHead: false, file });
    },

    /** The same file again, but the last layer starts anew, for as many classes as the data has. */
    loadWeightsWithoutHead() {
      const { request } = get().weights;
      if (request === undefined) return;
      const { config, isNetFixed, file } = request;
      ask({ config, isNetFixed, file, replacesHead: true });
    },

    cancelWeights() {
      const { request, status } = get().weights;
      if (request !== undefined && status === 'loading') {
        send({ type: 'cancelRequest', requestId: request.requestId });
      }
    },
  };
}
