import { useTranslation } from 'react-i18next';
import type { Fit, Form } from '#models/memory/fit.ts';
import { useFormat } from './format.ts';

const isSameInput = (a: Form, b: Form) => a.input?.join() === b.input?.join();

/** Words for whether a net fits, and for what to change where it does not. */
export function useFitText() {
  const { t } = useTranslation();
  const format = useFormat();
  return {
    verdict({ verdict, estimate, limitBytes, limitedBy, largeTensor }: Fit): string {
      if (verdict === 'fits') return '';
      if (largeTensor === undefined) {
        const needed = format.bytes(estimate.training);
        const limit = format.bytes(limitBytes);
        const kind = verdict === 'tight' ? verdict : (`tooLarge_${limitedBy}` as const);
        return t(`fit.verdict.${kind}`, { needed, limit });
      }
      const { layer, bytes } = largeTensor;
      const limit = format.bytes(largeTensor.limitBytes);
      return t('fit.verdict.largeTensor', { layer, needed: format.bytes(bytes), limit });
    },
    /** What is other in `to`, such as 'width 0.5 and batch size 16'. */
    changes(from: Form, to: Form): string {
      return [
        to.stem === from.stem ? '' : t(`fit.change.stem_${to.stem}`),
        to.input === undefined || isSameInput(to, from)
          ? ''
          : t('fit.change.input', { height: to.input[0], width: to.input[1] }),
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
