import { findArchitecture } from '#models/registry.ts';
import { setUpImages } from '#store/images.ts';
import { type NetForm, trainableModel } from '#store/net-form.ts';
import { defaultConfig } from '#store/set-up.ts';
import type { NetTab, ZooState } from '#store/zoo.ts';
import type { ActionContext } from './context.ts';

export function zooActions({ get, set }: ActionContext) {
  return {
    /** Opens a net's page in the zoo, or changes the form that is shown there. */
    showNet(net: NetForm) {
      const { zoo } = get();
      const tab = zoo.net?.id === net.id ? zoo.tab : 'diagram';
      set({ place: 'zoo', zoo: { ...zoo, net, tab } });
    },

    showNetTab(tab: NetTab) {
      set({ zoo: { ...get().zoo, tab } });
    },

    changeGallery(change: Partial<Omit<ZooState, 'net' | 'tab'>>) {
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
