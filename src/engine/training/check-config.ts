import { EngineFailure } from '#engine/engine-failure.ts';
import type { RunConfig } from '#protocol/run-config.ts';

/** Refuses a config whose numbers cannot train anything, by name: configInvalid with field, expected, found. */
export function checkConfig({ recipe, validationFraction, seed }: RunConfig): void {
  const { batchSize, epochs, learningRate, momentum, weightDecay, warmupSteps, stepEpochs } = recipe;
  const require = (field: string, value: number, expected: string, holds: boolean) => {
    if (!holds) throw new EngineFailure('configInvalid', { field, expected, found: value });
  };
  const whole = (field: string, value: number, least: number) =>
    require(field, value, `>= ${least}`, Number.isInteger(value) && value >= least);
  whole('batchSize', batchSize, 1);
  whole('epochs', epochs, 1);
  whole('warmupSteps', warmupSteps, 0);
  require('stepEpochs', stepEpochs, '> 0', stepEpochs > 0);
  require('learningRate', learningRate, '> 0', learningRate > 0 && Number.isFinite(learningRate));
  require('momentum', momentum, '0 - 1', momentum >= 0 && momentum < 1);
  require('weightDecay', weightDecay, '>= 0', weightDecay >= 0 && Number.isFinite(weightDecay));
  require('validationFraction', validationFraction, '0 - 0.5', validationFraction >= 0 &&
    validationFraction <= 0.5);
  require('seed', seed, '0 - 4294967295', Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32);
}
