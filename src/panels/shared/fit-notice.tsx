import { Button } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Fit } from '#models/memory/fit.ts';
import { fittingForm, formOf, inForm } from '#store/fit.ts';
import { Notice } from '#ui/notice.tsx';
import { useActions, useApp } from './app-context.ts';
import { useFitText } from './fit-text.ts';
import { useImages } from './use-images.ts';

/** Says that the set-up is too large, or may be, and offers the nearest one that fits. */
export function FitNotice({ fit }: { readonly fit: Fit }) {
  const { t } = useTranslation();
  const { changeDraft } = useActions();
  const text = useFitText();
  const draft = useApp((state) => state.draft);
  const images = useImages();
  const backend = useApp((state) => state.engine.backend);
  const form = useMemo(
    () => (backend === undefined ? undefined : fittingForm(draft, images, backend)),
    [draft, images, backend],
  );
  if (fit.verdict === 'fits') return null;
  return (
    <Notice
      kind={fit.verdict === 'tooLarge' ? 'error' : 'info'}
      actions={
        form !== undefined && (
          <Button size="xs" onClick={() => changeDraft(inForm(draft, form))}>
            {t('fit.use', { changes: text.changes(formOf(draft), form) })}
          </Button>
        )
      }
    >
      {text.verdict(fit)} {form === undefined && t('fit.nothingFits')}
    </Notice>
  );
}
