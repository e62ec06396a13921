import { useTranslation } from 'react-i18next';
import { findArchitecture } from '#models/registry.ts';
import type { ModelConfig } from '#protocol/run-config.ts';
import { IMAGE_SIDE, isAdaptedNet } from '#store/set-up.ts';
import { useFormat, useLocalized } from './format.ts';

/** How a set-up's net is called: by its paper's name only with 'adapted' where it is not the paper's. */
export function useNetName(): (model: ModelConfig) => string {
  const { t } = useTranslation();
  return (model) => {
    const { name } = findArchitecture(model.id);
    return isAdaptedNet(model) ? t('net.adaptedName', { name }) : name;
  };
}

/** What makes a set-up's net another than the published one; undefined where nothing does. */
export function useAdaptation(model: ModelConfig): string | undefined {
  const { t } = useTranslation();
  const format = useFormat();
  const localized = useLocalized();
  if (!isAdaptedNet(model)) return undefined;
  const adapted = t('net.adapted', { side: IMAGE_SIDE, width: format.short(model.width) });
  const { smallStem } = findArchitecture(model.id);
  return model.stem === 'small' && smallStem ? `${adapted} ${localized(smallStem.changes)}` : adapted;
}
