import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createEngineClient } from '#client/engine-client.ts';
import { createAppStore } from '#store/app-store.ts';
import { parsePermalink } from '#store/permalink.ts';
import { linkedLanguage, loadSettings, type SettingsStorage } from '#store/settings.ts';
import './styles.ts';
import { syncAddress } from './address.ts';
import { App } from './app.tsx';
import { saveExports } from './exports.ts';
import { takeDroppedFiles } from './file-drops.ts';
import { changeLanguage, startI18n } from './i18n.ts';
import { installServiceWorker, watchActions } from './isolation.ts';
import { protectKeptRuns, saveExportedRuns } from './kept-files.ts';
import { watchKeys } from './keys.ts';
import { askBeforeLeaving, keepBeforeLeaving } from './leaving.ts';
import { createShell } from './shell.ts';

/** Undefined where the browser forbids it. */
function pageStorage(): SettingsStorage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}

const hasActed = watchActions();
const shell = createShell();
const storage = pageStorage();
const client = createEngineClient();
const store = createAppStore({
  send: client.send,
  settings: { ...loadSettings(storage, navigator.languages), ...linkedLanguage(location.hash) },
  permalink: parsePermalink(location.hash),
  storage,
});
// Before the store, which forgets what was asked for once it is there.
client.subscribe(saveExports(store));
client.subscribe(store.receive);
saveExportedRuns(client);
syncAddress(store);
askBeforeLeaving(store);
keepBeforeLeaving(store);
protectKeptRuns(store);
takeDroppedFiles(store, shell);
watchKeys(store, shell);
store.actions.open();

/** Speaks the language that was chosen; without its words, the page says so in the language that it has. */
async function speak(): Promise<void> {
  const { language } = store.state.getState().settings;
  try {
    await changeLanguage(language);
    shell.setState({ missingLanguage: undefined });
  } catch {
    shell.setState({ missingLanguage: language });
  }
}

store.state.subscribe(({ settings }, before) => {
  if (settings.language !== before.settings.language) void speak();
});
await startI18n();
await speak();

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no element with the id root');
createRoot(root).render(
  <StrictMode>
    <App store={store} shell={shell} onSpeak={speak} />
  </StrictMode>,
);

void installServiceWorker({ hasActed, offerReload: () => shell.setState({ isReloadOffered: true }) });
