import { beforeEach, describe, expect, it } from 'vitest';
import { syncAddress } from '#app/address.ts';
import { findArchitecture } from '#models/registry.ts';
import { publishedForm } from '#store/net-form.ts';
import { type OpenStore, openStore } from '#test/store/open-store.ts';

/** One for all tests: the page listens to the history as long as it lives. */
let page: OpenStore;
let isSynced = false;
beforeEach(() => {
  if (!isSynced) {
    history.replaceState(null, '', '#train');
    page = openStore(location.hash);
    syncAddress(page.store);
    isSynced = true;
  }
  page.actions.goTo('train');
  page.actions.changeRecipe({ epochs: 4 });
});

const epochs = () => page.state().draft.recipe.epochs;

/** Back, Forward or an entered address, and what the page makes of it. */
async function navigate(go: () => void): Promise<void> {
  const arrived = new Promise((resolve) => window.addEventListener('popstate', resolve, { once: true }));
  go();
  await arrived;
}

describe('Back', () => {
  it('leads to the place before, with the set-up as it is by now, in its address too', async () => {
    page.actions.goTo('data');
    page.actions.goTo('train');
    page.actions.changeRecipe({ epochs: 9 });
    await navigate(() => history.back());
    expect(page.state().place).toBe('data');
    expect(epochs()).toBe(9);
    expect(location.hash).toBe('#data?epochs=9');
    await navigate(() => history.forward());
    expect(page.state().place).toBe('train');
    expect(epochs()).toBe(9);
  });

  it('undoes no edit of the set-up as such: editing makes no entries', () => {
    const entries = history.length;
    page.actions.changeRecipe({ epochs: 7 });
    page.actions.changeDraft({ seed: 3 });
    expect(history.length).toBe(entries);
    expect(location.hash).toBe('#train?epochs=7&seed=3');
    page.actions.changeDraft({ seed: 1 });
  });

  it("leads back to a net's page in the form that it had there", async () => {
    const net = publishedForm(findArchitecture('vgg16'));
    page.actions.showNet(net);
    page.actions.showNet({ ...net, width: 0.5 });
    page.actions.goTo('train');
    await navigate(() => history.back());
    expect(page.state()).toMatchObject({ place: 'zoo', zoo: { net: { id: 'vgg16', width: 0.5 } } });
  });
});

describe('an address that is entered', () => {
  it('brings its own set-up, and Back from it the one before', async () => {
    page.actions.changeRecipe({ epochs: 11 });
    await navigate(() => {
      location.hash = '#data?epochs=2';
    });
    expect(page.state().place).toBe('data');
    expect(epochs()).toBe(2);
    await navigate(() => history.back());
    expect(page.state().place).toBe('train');
    expect(epochs()).toBe(11);
  });
});
