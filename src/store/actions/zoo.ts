import { findArchitecture } from '#models/registry.ts';
import { setUpImages } from '#store/images.ts';
import { type NetForm, trainableModel } from '#store/net-form.ts';
import { defaultConfig } from '#store/set-up.ts';
import type { ZooState } from '#store/zoo.ts';
import type { ActionContext } from './context.ts';

export function zooActions({ get, set }: ActionContext) {
  return {
    /** Opens a net's page in the zoo, or changes the form that is shown there. */
    showNet(net: NetForm) {
      set({ place: 'zoo', zoo: { ...get().zoo, net } });
    },

    changeGallery(change: Partial<Omit<ZooState, 'net'>>) {
      set({ zoo: { ...get().zoo, ...change } });
    },

    /** Takes a net over to Train, in its form as far as the images there allow. */
    trainNet(form: NetForm) {
      const { draft, dataset, zoo } = get();
      const model = trainableModel(form, setUpImages(draft, dataset)?.shape);
      set({
        place: 'train',
        zoo: { ...zoo, net: undefined },
        draft: { ...defaultConfig(findArchitecture(form.id)), dataset: draft.dataset, model },
      });
    },
  };
}
