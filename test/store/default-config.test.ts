import { expect, it } from 'vitest';
import { architectures, buildGraph } from '#models/registry.ts';
import { defaultConfig, isAdaptedNet } from '#store/set-up.ts';

const DIGITS = { shape: [28, 28, 1], numClasses: 10 } as const;

it.each(architectures.map((architecture) => [architecture.id, architecture] as const))(
  '%s starts, when nothing was changed, in a form that takes the digits',
  (id, architecture) => {
    const { model } = defaultConfig(architecture);
    const { stem, width, choices } = model;
    const draw = () =>
      buildGraph(id, { inputShape: [28, 28, 1], numClasses: 10, width, choices, stem: stem ?? 'paper' });
    expect(draw).not.toThrow();
  },
);

it('calls every net but LeNet-5, which was made for the digits, adapted', () => {
  const published = architectures.filter(
    (architecture) => !isAdaptedNet(defaultConfig(architecture).model, DIGITS),
  );
  expect(published.map(({ id }) => id)).toEqual(['lenet5']);
});

it('calls LeNet-5 adapted too where it tells other classes apart', () => {
  expect(isAdaptedNet(defaultConfig().model, { ...DIGITS, numClasses: 47 })).toBe(true);
});
