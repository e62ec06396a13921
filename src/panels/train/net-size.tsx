import { useTranslation } from 'react-i18next';
import { findArchitecture } from '#models/registry.ts';
import { useActions, useApp } from '#panels/shared/app-context.ts';
import { NumberEntry } from '#panels/shared/number-entry.tsx';
import { useImages } from '#panels/shared/use-images.ts';
import { LIMITS, modelConfig, stemsFor } from '#store/set-up.ts';
import { Select } from '#ui/select.tsx';
import styles from './train-place.module.css';

/** The width and the first layers of the set-up's net. */
export function NetSize({ isBusy }: { readonly isBusy: boolean }) {
  const { t } = useTranslation();
  const { changeDraft } = useActions();
  const { id, width, stem = 'paper', choices } = useApp((state) => state.draft.model);
  const architecture = findArchitecture(id);
  const stems = stemsFor(architecture, useImages()?.shape);
  const change = (part: { width?: number; stem?: typeof stem }) =>
    changeDraft({ model: modelConfig(architecture, { width, stem, ...part }, choices) });
  return (
    <details>
      <summary>{t('fit.size')}</summary>
      <div className={styles['fields']}>
        <NumberEntry
          label={t('net.width')}
          value={width}
          {...LIMITS.width}
          step={1 / 16}
          disabled={isBusy}
          onChange={(value) => change({ width: value })}
        />
        {stems.length > 1 && (
          <Select
            label={t('net.stem')}
            value={stem}
            options={stems.map((value) => ({ value, label: t(`net.stem_${value}`) }))}
            disabled={isBusy}
            onChange={(value) => change({ stem: value })}
          />
        )}
      </div>
    </details>
  );
}
