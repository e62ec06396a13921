import { expect, it } from 'vitest';
import { architectures, buildGraph } from '#models/registry.ts';
import { defaultConfig } from '#store/run-config.ts';

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
