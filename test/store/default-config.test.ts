import { expect, it } from 'vitest';
import { architectures, buildGraph } from '#models/registry.ts';
import { defaultConfig, isAdaptedNet } from '#store/set-up.ts';

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
  const published = architectures.filter((architecture) => !isAdaptedNet(defaultConfig(architecture).model));
  expect(published.map(({ id }) => id)).toEqual(['lenet5']);
});
