import { useTranslation } from 'react-i18next';
import type { Fit, Form } from '#models/fit.ts';
import { useFormat } from './format.ts';

/** Words for whether a net fits, and for what to change where it does not. */
export function useFitText() {
  const { t } = useTranslation();
  const format = useFormat();
  return {
    verdict({ verdict, estimate, limitBytes, largeTensor }: Fit): string {
      if (verdict === 'fits') return '';
      if (largeTensor === undefined) {
        const needed = format.bytes(estimate.training);
        return t(`fit.verdict.${verdict}`, { needed, limit: format.bytes(limitBytes) });
      }
      const { layer, bytes } = largeTensor;
      const limit = format.bytes(largeTensor.limitBytes);
      return t('fit.verdict.largeTensor', { layer, needed: format.bytes(bytes), limit });
    },
    /** What is other in `to`, such as 'width 0.5 and batch size 16'. */
    changes(from: Form, to: Form): string {
      return [
        to.stem === from.stem ? '' : t(`fit.change.stem_${to.stem}`),
        to.width === from.width ? '' : t('fit.change.width', { width: format.short(to.width) }),
        to.batchSize === from.batchSize
          ? ''
          : t('fit.change.batchSize', { batchSize: format.whole(to.batchSize) }),
      ]
        .filter((change) => change !== '')
        .join(t('fit.and'));
    },
  };
}
