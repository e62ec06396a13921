import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { findArchitecture } from '#models/registry.ts';
import { useApp } from '#panels/shared/app-context.ts';
import { useCurrentRun } from '#panels/shared/current-run.tsx';
import { useFormat } from '#panels/shared/format.ts';
import { useRunName } from '#panels/shared/run-name.ts';

/** The tab's title: how far a run is, since its tab may be hidden; else the place. */
export function DocumentTitle() {
  const { t } = useTranslation();
  const format = useFormat();
  const runName = useRunName();
  const run = useCurrentRun();
  const place = useApp((state) => state.place);
  const net = useApp((state) => state.zoo.net);
  const totalSteps = run?.plan?.totalSteps ?? 0;
  // In whole hundredths, so that the page is drawn a hundred times in a run at most.
  const hundredths = useApp(({ live }) =>
    totalSteps === 0 ? 0 : Math.floor((100 * (live.reading?.step ?? 0)) / totalSteps),
  );
  const progress = () => {
    if (run === undefined) return undefined;
    const words = { run: runName(run), percent: format.percent(hundredths / 100) };
    switch (run.status) {
      case 'running':
      case 'pausing':
      case 'stopping':
        return t('app.tab.running', words);
      case 'paused':
        return t('app.tab.paused', words);
      case 'finished':
        return place === 'train' ? t('app.tab.finished', words) : undefined;
      case 'failed':
        return place === 'train' ? t('app.tab.failed', words) : undefined;
      default:
        return undefined;
    }
  };
  const where = net === undefined ? t(`app.place.${place}`) : findArchitecture(net.id).name;
  const title = `${progress() ?? where} – ${t('app.title')}`;
  useEffect(() => {
    document.title = title;
  }, [title]);
  return null;
}
