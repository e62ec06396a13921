import { expect, it } from 'vitest';
import { nodeVersionProblem } from '#scripts/node-version.mjs';

it.each(['20.19.0', '20.20.2', '22.12.0', '24.0.0', '23.1.0'])('Node %s will do', (version) => {
  expect(nodeVersionProblem(version)).toBeUndefined();
});

it.each(['18.20.4', '20.18.3', '21.7.0', '22.11.0', '16.0.0'])(
  'Node %s is refused with what to do',
  (version) => {
    expect(nodeVersionProblem(version)).toContain(`this is Node ${version}.`);
    expect(nodeVersionProblem(version)).toContain('https://nodejs.org');
  },
);
