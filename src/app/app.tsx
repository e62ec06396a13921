import { MantineProvider } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { RunBar } from '#panels/run-bar/run-bar.tsx';
import { AppProvider, useApp } from '#panels/shared/app-context.ts';
import { TrainPlace } from '#panels/train/train-place.tsx';
import type { AppStore } from '#store/app-store.ts';
import styles from './app.module.css';
import { Header } from './header.tsx';
import { addZooWords } from './i18n.ts';
import { useColorScheme } from './use-color-scheme.ts';

const PLACE = {
  train: TrainPlace,
  zoo: lazy(async () => {
    const [place] = await Promise.all([import('#panels/zoo/zoo-place.tsx'), addZooWords()]);
    return place;
  }),
  data: lazy(() => import('#panels/data/data-place.tsx')),
  evaluate: lazy(() => import('#panels/evaluate/evaluate-place.tsx')),
};

const THEME = { respectReducedMotion: true };

export function App({ store }: { readonly store: AppStore }) {
  return (
    <AppProvider value={store}>
      <Page />
    </AppProvider>
  );
}

function Page() {
  const { t } = useTranslation();
  const place = useApp((state) => state.place);
  const scheme = useColorScheme();
  const Place = PLACE[place];
  return (
    // Mantine would write its variables into a style element; theme.css has them.
    <MantineProvider
      theme={THEME}
      forceColorScheme={scheme}
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <Header />
      <RunBar />
      <main id="content" className={styles['content']} tabIndex={-1}>
        <Suspense fallback={<p>{t('app.loading')}</p>}>
          <Place />
        </Suspense>
      </main>
      <footer className={styles['footer']}>{t('app.private')}</footer>
    </MantineProvider>
  );
}
