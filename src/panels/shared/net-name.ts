import { useTranslation } from 'react-i18next';
import { findArchitecture } from '#models/registry.ts';
import type { ModelConfig } from '#protocol/run-config.ts';
import type { Images } from '#store/images.ts';
import { isAdaptedNet } from '#store/set-up.ts';
import { useFormat, useLocalized } from './format.ts';

/** How a net on its images is called: by its paper's name only with 'adapted' where it is not the paper's. */
export function useNetName(): (model: ModelConfig, images: Images | undefined) => string {
  const { t } = useTranslation();
  return (model, images) => {
    const { name } = findArchitecture(model.id);
    return isAdaptedNet(model, images) ? t('net.adaptedName', { name }) : name;
  };
}

/** What makes a net on its images another than the published one; undefined where nothing does. */
export function useAdaptation(model: ModelConfig, images: Images | undefined): string | undefined {
  const { t } = useTranslation();
  const format = useFormat();
  const localized = useLocalized();
  if (!isAdaptedNet(model, images)) return undefined;
  const { inputShape, numClasses, smallStem } = findArchitecture(model.id);
  const adapted = t('net.adapted', {
    input: (images?.shape ?? inputShape).join(' x '),
    classes: format.whole(images?.numClasses ?? numClasses),
    width: format.short(model.width),
  });
  return model.stem === 'small' && smallStem ? `${adapted} ${localized(smallStem.changes)}` : adapted;
}
