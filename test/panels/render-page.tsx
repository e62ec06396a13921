import '#app/styles.ts';
import { MantineProvider } from '@mantine/core';
import type { ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { addWords, startI18n } from '#app/i18n.ts';
import { RunBar } from '#panels/run-bar/run-bar.tsx';
import { AppProvider } from '#panels/shared/app-context.ts';
import { CurrentRunProvider } from '#panels/shared/current-run.tsx';
import { type OpenStore, openStore } from '#test/store/open-store.ts';

export interface RenderedPage extends OpenStore {
  close(): void;
}

/** A place under the run bar, on a store whose engine the test speaks for. */
export async function renderPage(place: ReactNode, hash = ''): Promise<RenderedPage> {
  await startI18n();
  await addWords('results');
  const frame = document.createElement('div');
  document.body.replaceChildren(frame);
  const root = createRoot(frame);
  const opened = openStore(hash);
  root.render(
    <AppProvider value={opened.store}>
      <CurrentRunProvider>
        <MantineProvider>
          <RunBar />
          {place}
        </MantineProvider>
      </CurrentRunProvider>
    </AppProvider>,
  );
  return { ...opened, close: () => root.unmount() };
}
