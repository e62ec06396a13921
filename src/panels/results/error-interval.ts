import { useTranslation } from 'react-i18next';
import { useFormat } from '#panels/shared/format.ts';
import { errorInterval } from '#store/measures/interval.ts';

/** The 95 % interval of an error that was measured on so many images, such as '0.79 % to 1.16 %'. */
export function useErrorInterval(): (error: number, images: number) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return (error, images) => {
    const { low, high } = errorInterval(error, images);
    return t('measure.interval', { low: format.error(low), high: format.error(high) });
  };
}
