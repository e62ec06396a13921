import type { Recipe } from '#models/recipe.ts';

/** Start of the one-cycle climb and end of its fall, relative to the peak (Smith & Topin 2018; PyTorch's). */
const ONE_CYCLE_START = 1 / 25;
const ONE_CYCLE_END = 1 / 25 / 1e4;
const ONE_CYCLE_CLIMB = 0.3;

const halfCosine = (from: number, to: number, part: number): number =>
  to + ((from - to) * (1 + Math.cos(Math.PI * part))) / 2;

/**
 * The learning rate of update `step` (from 0) of `totalSteps`. Cosine falls to 0 (Loshchilov & Hutter 2017);
 * one-cycle climbs over the first 30 % and falls over the rest, both by half a cosine.
 */
export function learningRateAt(
  recipe: Pick<Recipe, 'learningRate' | 'schedule' | 'warmupSteps' | 'stepEpochs' | 'stepFactor'>,
  step: number,
  totalSteps: number,
  stepsPerEpoch: number,
): number {
  const peak = recipe.learningRate;
  if (recipe.schedule === 'oneCycle') {
    const climb = Math.max(1, ONE_CYCLE_CLIMB * totalSteps - 1);
    return step <= climb
      ? halfCosine(ONE_CYCLE_START * peak, peak, step / climb)
      : halfCosine(
          peak,
          ONE_CYCLE_END * peak,
          Math.min(1, (step - climb) / Math.max(1, totalSteps - 1 - climb)),
        );
  }
  if (step < recipe.warmupSteps) return (peak * (step + 1)) / recipe.warmupSteps;
  switch (recipe.schedule) {
    case 'constant':
      return peak;
    case 'step':
      return peak * recipe.stepFactor ** Math.floor(step / (recipe.stepEpochs * stepsPerEpoch));
    case 'cosine': {
      const span = Math.max(1, totalSteps - recipe.warmupSteps);
      return halfCosine(peak, 0, Math.min(1, (step - recipe.warmupSteps) / span));
    }
  }
}
