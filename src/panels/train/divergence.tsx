import { Button } from '@mantine/core';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useActions } from '#panels/shared/app-context.ts';
import { useFormat } from '#panels/shared/format.ts';
import { lazyPart } from '#panels/shared/lazy-part.tsx';
import { useColorScheme } from '#panels/shared/use-color-scheme.ts';
import type { Divergence } from '#protocol/kept-run.ts';
import type { Run } from '#store/run.ts';
import { Notice } from '#ui/notice.tsx';
import type { ChartLine } from '#ui/plot.ts';

const LineChart = lazyPart(() => import('#ui/line-chart.tsx'));

const neverChanges = () => () => undefined;

/** Says how a run came to a loss that is no number, and offers to go on from its last sound checkpoint. */
export function DivergenceNotice({
  run,
  divergence,
}: {
  readonly run: Run;
  readonly divergence: Divergence;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const { openRun, beginAgain, changeRecipe } = useActions();
  const { step, learningRate, backTo, gradientNorms } = divergence;
  const half = run.config.recipe.learningRate / 2;
  const figures = {
    step: format.whole(step),
    rate: format.short(learningRate),
    backTo: format.whole(backTo),
    half: format.short(half),
  };
  return (
    <>
      <Notice
        kind="error"
        actions={
          <>
            {backTo > 0 && (
              <Button size="xs" onClick={() => openRun(run.id, { goesOn: { learningRate: half } })}>
                {t('train.divergence.goOn', figures)}
              </Button>
            )}
            <Button
              size="xs"
              variant={backTo > 0 ? 'default' : 'filled'}
              onClick={() => {
                beginAgain(run.id);
                changeRecipe({ learningRate: half });
              }}
            >
              {t('train.divergence.again', figures)}
            </Button>
          </>
        }
      >
        <p>{t('train.divergence.what', figures)}</p>
        <p>{t(backTo > 0 ? 'train.divergence.back' : 'train.divergence.backToStart', figures)}</p>
      </Notice>
      {gradientNorms.length > 1 && <Norms backTo={backTo} norms={gradientNorms} />}
    </>
  );
}

function Norms({ backTo, norms }: { readonly backTo: number; readonly norms: Divergence['gradientNorms'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const theme = useColorScheme();
  const lines = useMemo(
    (): ChartLine[] => [
      { label: t('train.divergence.norm'), color: '--training', dashed: false, smoothed: false },
    ],
    [t],
  );
  const read = useCallback(() => [norms.map((_, i) => backTo + 1 + i), norms], [backTo, norms]);
  return (
    <LineChart
      title={t('train.divergence.norms')}
      xLabel={t('train.step')}
      lines={lines}
      read={read}
      subscribe={neverChanges}
      formatX={format.whole}
      formatY={format.short}
      logScale
      theme={theme}
      tableLabel={t('train.chartTable')}
    />
  );
}
