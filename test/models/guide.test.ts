import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { analyse } from '#models/analysis.ts';
import { tinyNet } from './guide-example.ts';

const read = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');

describe("the README's example of a net", () => {
  it('is one that the compiler has seen, line for line', () => {
    const file = read('test/models/guide-example.ts');
    const shown = read('README.md').match(/^ {3}```ts\n(.*?)^ {3}```$/ms)![1]!;
    expect(shown.replaceAll(/^ {3}/gm, '')).toBe(file.slice(file.indexOf('const HE')));
  });

  it('takes large images by its own stem and small ones by the other', () => {
    const options = { numClasses: 10, width: 1, choices: {} } as const;
    const side = (graph: ReturnType<typeof tinyNet>, layer: string) =>
      graph.nodes.find(({ name }) => name === layer)!.shape[0];
    const large = tinyNet({ ...options, inputShape: [224, 224, 3], stem: 'paper' });
    const small = tinyNet({ ...options, inputShape: [28, 28, 1], stem: 'small' });
    expect([side(large, 'stem.relu'), side(large, 'stage2.pool')]).toEqual([112, 28]);
    expect([side(small, 'stem.relu'), side(small, 'stage2.pool')]).toEqual([28, 7]);
    expect(analyse(small).totals.params).toBeGreaterThan(0);
  });
});
