import { Button, FileButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useActions, useApp } from '#panels/shared/app-context.ts';
import { useCurrentRun, useIsBusy } from '#panels/shared/current-run.tsx';
import { useErrorText } from '#panels/shared/error-text.tsx';
import { useFormat } from '#panels/shared/format.ts';
import type { NetForm } from '#store/net-form.ts';
import { Card } from '#ui/card.tsx';
import { Meter } from '#ui/meter.tsx';
import { Notice } from '#ui/notice.tsx';
import { WeightsReport } from './weights-report.tsx';

/** Takes a file of weights, for one net or for the one that the file is for, and says what became of it. */
export function WeightsCard({ form }: { readonly form?: NetForm }) {
  const { t } = useTranslation();
  const { loadWeights } = useActions();
  const isBusy = useIsBusy();
  const isLoading = useApp(({ weights }) => weights.status === 'loading');
  const run = useCurrentRun();
  const isShown = run?.origin !== undefined && (form === undefined || run.config.model.id === form.id);
  return (
    <Card title={t('weights.title')}>
      <p>{t(form === undefined ? 'weights.help' : 'weights.helpForNet')}</p>
      <div>
        <FileButton
          onChange={(file) => file !== null && loadWeights({ path: file.name, file }, form)}
          inputProps={{ 'aria-label': t('weights.choose') }}
          disabled={isBusy || isLoading}
        >
          {(props) => (
            <Button {...props} variant="default" disabled={isBusy || isLoading}>
              {t('weights.choose')}
            </Button>
          )}
        </FileButton>
      </div>
      {isBusy && <p>{t('weights.busy')}</p>}
      <WeightsProgress />
      {isShown && <WeightsReport weights={run.origin} config={run.config} />}
    </Card>
  );
}

/** What is under way, or why it went wrong. */
function WeightsProgress() {
  const { t } = useTranslation();
  const format = useFormat();
  const errorText = useErrorText();
  const { cancelWeights, loadWeightsWithoutHead } = useActions();
  const { request, status, doneBytes, totalBytes, error } = useApp(({ weights }) => weights);
  if (status === 'loading') {
    return (
      <Meter
        label={t('weights.loading', { file: request?.file.path })}
        detail={t('weights.progress', { done: format.bytes(doneBytes), total: format.bytes(totalBytes) })}
        done={doneBytes}
        total={totalBytes}
        action={
          <Button size="xs" variant="default" onClick={cancelWeights}>
            {t('weights.cancel')}
          </Button>
        }
      />
    );
  }
  if (error === undefined) return null;
  return (
    <Notice
      kind="error"
      actions={
        error.code === 'weightsHeadMismatch' && (
          <Button size="xs" onClick={loadWeightsWithoutHead}>
            {t('weights.replaceHead')}
          </Button>
        )
      }
    >
      {errorText(error)}
    </Notice>
  );
}
