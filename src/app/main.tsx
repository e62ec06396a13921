import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createEngineClient } from '#client/engine-client.ts';
import { createAppStore } from '#store/app-store.ts';
import { parsePermalink } from '#store/permalink.ts';
import { loadSettings, type SettingsStorage } from '#store/settings.ts';
import './styles.ts';
import { syncAddress } from './address.ts';
import { App } from './app.tsx';
import { changeLanguage, startI18n } from './i18n.ts';
import { installServiceWorker } from './isolation.ts';

/** Undefined where the browser forbids it. */
function pageStorage(): SettingsStorage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}

const storage = pageStorage();
const client = createEngineClient();
const store = createAppStore({
  send: client.send,
  settings: loadSettings(storage, navigator.languages),
  permalink: parsePermalink(location.hash),
  storage,
});
client.subscribe(store.receive);
syncAddress(store);
store.actions.open();

store.state.subscribe(({ settings }, before) => {
  if (settings.language !== before.settings.language) void changeLanguage(settings.language);
});
await startI18n(store.state.getState().settings.language);

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no element with the id root');
createRoot(root).render(
  <StrictMode>
    <App store={store} />
  </StrictMode>,
);

// A run is the one thing that a reload would lose.
void installServiceWorker(() => store.state.getState().runs.order.length === 0);
