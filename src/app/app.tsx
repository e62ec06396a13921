import { MantineProvider } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { RunBar } from '#panels/run-bar/run-bar.tsx';
import { InterruptedRun } from '#panels/runs/interrupted-run.tsx';
import { AppProvider, useApp } from '#panels/shared/app-context.ts';
import { CurrentRunProvider } from '#panels/shared/current-run.tsx';
import { lazyPart, PartBoundary } from '#panels/shared/lazy-part.tsx';
import { useColorScheme } from '#panels/shared/use-color-scheme.ts';
import { TrainPlace } from '#panels/train/train-place.tsx';
import type { AppStore } from '#store/app-store.ts';
import styles from './app.module.css';
import { DocumentTitle } from './document-title.tsx';
import { Glossary } from './glossary.tsx';
import { Header } from './header.tsx';
import { addWords } from './i18n.ts';
import { KeySheet } from './key-sheet.tsx';
import { PageNotices, type PageNoticesProps } from './page-notices.tsx';

const PLACE = {
  train: TrainPlace,
  zoo: lazyPart(async () => {
    const [place] = await Promise.all([import('#panels/zoo/zoo-place.tsx'), addWords('zoo')]);
    return place;
  }),
  data: lazyPart(() => import('#panels/data/data-place.tsx')),
  runs: lazyPart(() => import('#panels/runs/runs-place.tsx')),
  compare: lazyPart(async () => {
    const [place] = await Promise.all([import('#panels/compare/compare-place.tsx'), addWords('results')]);
    return place;
  }),
  evaluate: lazyPart(async () => {
    const [place] = await Promise.all([import('#panels/evaluate/evaluate-place.tsx'), addWords('results')]);
    return place;
  }),
};

const ExportDialog = lazyPart(() => import('#panels/export/export-dialog.tsx'));

const THEME = { respectReducedMotion: true };

export interface AppProps extends PageNoticesProps {
  readonly store: AppStore;
}

export function App({ store, ...notices }: AppProps) {
  return (
    <AppProvider value={store}>
      <CurrentRunProvider>
        <Page {...notices} />
      </CurrentRunProvider>
    </AppProvider>
  );
}

function Page(notices: PageNoticesProps) {
  const { t } = useTranslation();
  const place = useApp((state) => state.place);
  const scheme = useColorScheme();
  const isExporting = useApp((state) => state.exporting.opened !== undefined);
  const Place = PLACE[place];
  return (
    // Mantine would write its variables into a style element; theme.css has them.
    <MantineProvider
      theme={THEME}
      forceColorScheme={scheme}
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <DocumentTitle />
      <Header shell={notices.shell} />
      <RunBar />
      <PageNotices {...notices} />
      <InterruptedRun />
      <main id="content" className={styles['content']} tabIndex={-1}>
        <PartBoundary key={place}>
          <Place />
        </PartBoundary>
      </main>
      {isExporting && <ExportDialog />}
      <KeySheet shell={notices.shell} />
      <Glossary shell={notices.shell} />
      <footer className={styles['footer']}>{t('app.private')}</footer>
    </MantineProvider>
  );
}
