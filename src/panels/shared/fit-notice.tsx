import { Button } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Fit, Form } from '#models/fit.ts';
import { fittingForm, inForm } from '#store/fit.ts';
import { Notice } from '#ui/notice.tsx';
import { useActions, useApp } from './app-context.ts';
import { useFormat } from './format.ts';

/** Says that the set-up is too large, or may be, and offers the nearest one that fits. */
export function FitNotice({ fit }: { readonly fit: Fit }) {
  const { t } = useTranslation();
  const { changeDraft } = useActions();
  const format = useFormat();
  const draft = useApp((state) => state.draft);
  const data = useApp((state) => state.dataset.summary);
  const backend = useApp((state) => state.engine.backend);
  const form = useMemo(
    () => (backend === undefined ? undefined : fittingForm(draft, data, backend)),
    [draft, data, backend],
  );
  const { largeTensor, estimate, limitBytes, verdict } = fit;
  if (verdict === 'fits') return null;
  const changes = (to: Form): string =>
    [
      to.stem === (draft.model.stem ?? 'paper') ? '' : t(`fit.change.stem_${to.stem}`),
      to.width === draft.model.width ? '' : t('fit.change.width', { width: format.short(to.width) }),
      to.batchSize === draft.recipe.batchSize
        ? ''
        : t('fit.change.batchSize', { batchSize: format.whole(to.batchSize) }),
    ]
      .filter((change) => change !== '')
      .join(t('fit.and'));
  const figures =
    largeTensor === undefined
      ? { needed: format.bytes(estimate.training), limit: format.bytes(limitBytes) }
      : { needed: format.bytes(largeTensor.bytes), limit: format.bytes(largeTensor.limitBytes) };
  const key = largeTensor !== undefined ? 'largeTensor' : verdict;
  return (
    <Notice
      kind={verdict === 'tooLarge' ? 'error' : 'info'}
      actions={
        form !== undefined && (
          <Button size="xs" onClick={() => changeDraft(inForm(draft, form))}>
            {t('fit.use', { changes: changes(form) })}
          </Button>
        )
      }
    >
      {t(`fit.verdict.${key}`, { ...figures, layer: largeTensor?.layer ?? '' })}{' '}
      {form === undefined && t('fit.nothingFits')}
    </Notice>
  );
}
