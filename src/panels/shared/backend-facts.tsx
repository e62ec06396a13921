import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { BackendTiming } from '#protocol/backend.ts';
import { BACKEND_PREFERENCES, MOST_THREADS } from '#store/settings.ts';
import { Card } from '#ui/card.tsx';
import { Notice } from '#ui/notice.tsx';
import { Select } from '#ui/select.tsx';
import { useActions, useApp } from './app-context.ts';
import { useIsBusy } from './current-run.tsx';
import { useErrorText } from './error-text.tsx';
import { useFormat } from './format.ts';

/** 0 for automatic, one for each core of this computer, and what was chosen on another. */
function threadCounts(chosen: number): number[] {
  const cores = Math.min(navigator.hardwareConcurrency, MOST_THREADS);
  const counts = Array.from({ length: cores + 1 }, (_, count) => count);
  return chosen > cores ? [...counts, chosen] : counts;
}

/** What the net runs on, why, and the way to choose otherwise. */
export function BackendFacts({ children }: { readonly children?: ReactNode }) {
  const { t } = useTranslation();
  const { changeSettings } = useActions();
  const { backend: preference, threads } = useApp((state) => state.settings);
  const { backend, error } = useApp((state) => state.engine);
  const isBusy = useIsBusy();
  const errorText = useErrorText();
  const format = useFormat();
  const isComparing = useApp((state) => state.timings.request !== undefined);
  const timingList = (timings: readonly BackendTiming[]) =>
    timings
      .map(({ name, stepMs }) =>
        t('backend.timing', { backend: t(`backend.${name}`), time: format.milliseconds(stepMs) }),
      )
      .join(t('backend.between'));
  return (
    <Card title={t('train.backend')}>
      <Select
        label={t('backend.label')}
        value={preference}
        options={BACKEND_PREFERENCES.map((value) => ({ value, label: t(`backend.${value}`) }))}
        disabled={isBusy}
        onChange={(chosen) => changeSettings({ backend: chosen })}
      />
      {(backend?.name ?? preference) === 'wasm' && (
        <Select
          label={t('backend.threadsLabel')}
          value={String(threads)}
          options={threadCounts(threads).map((count) => ({
            value: String(count),
            label: count === 0 ? t('backend.threadsAuto') : String(count),
          }))}
          disabled={isBusy || backend?.threadsDenied !== undefined}
          onChange={(count) => changeSettings({ threads: Number(count) })}
        />
      )}
      {isComparing && <p>{t('backend.comparing')}</p>}
      {error !== undefined && <Notice kind="error">{errorText(error)}</Notice>}
      {backend === undefined ? (
        error === undefined && <p>{t('status.preparing')}</p>
      ) : (
        <p>
          {[
            t('backend.running', { backend: t(`backend.${backend.name}`) }),
            t(`backend.reason.${backend.reason}`),
            backend.timings === undefined ? '' : t('backend.timings', { list: timingList(backend.timings) }),
            backend.failure === undefined ? '' : t('backend.said', { message: backend.failure }),
            backend.renderer === '' ? '' : t('backend.gpu', { renderer: backend.renderer }),
            backend.name === 'wasm' ? t('backend.threads', { count: backend.threads }) : '',
            backend.threadsDenied === undefined ? '' : t(`backend.threadsDenied.${backend.threadsDenied}`),
            backend.threadsError === undefined
              ? ''
              : t('backend.threadsFailed', { message: backend.threadsError }),
            backend.name === 'wasm' && backend.simd ? t('backend.simd') : '',
          ]
            .filter((sentence) => sentence !== '')
            .join(' ')}
        </p>
      )}
      {children}
    </Card>
  );
}
