import type { Limits } from '#models/recipe-fields.ts';

/** Fractions as the form shows them: rounded, so that 0.07 does not show as 7.000000000000001. */
export const toPercent = (fraction: number): number => Number((fraction * 100).toFixed(4));
export const fromPercent = (percent: number): number => percent / 100;

export function percentLimits({ min, max, step }: Limits & { readonly step?: number }) {
  return {
    min: toPercent(min),
    max: toPercent(max),
    whole: false,
    ...(step === undefined ? {} : { step: toPercent(step) }),
  };
}
