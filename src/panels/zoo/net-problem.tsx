import { useTranslation } from 'react-i18next';
import type { GraphError } from '#models/graph.ts';
import { findArchitecture } from '#models/registry.ts';
import type { NetForm } from '#store/net-form.ts';
import { minimumSide } from '#store/set-up.ts';
import { Notice } from '#ui/notice.tsx';

/** Why a net cannot be drawn in the form that was asked for, and what to do about it. */
export function NetProblem({ form, error }: { readonly form: NetForm; readonly error: GraphError }) {
  const { t } = useTranslation();
  const architecture = findArchitecture(form.id);
  const side = minimumSide(architecture, form.stem);
  const isTooSmall = Math.min(form.inputShape[0], form.inputShape[1]) < side;
  const hasOtherStem = form.stem === 'paper' && architecture.smallStem !== undefined;
  return (
    <Notice kind="error">
      {isTooSmall
        ? t('net.problem.tooSmall', {
            name: architecture.name,
            side,
            stem: hasOtherStem ? t('net.problem.orStem') : '',
          })
        : t('net.problem.layer', { layer: error.layer })}
    </Notice>
  );
}
