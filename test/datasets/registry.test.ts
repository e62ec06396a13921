import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DATASETS, findDataset, PUBLISHED_DATASETS } from '#datasets/registry.ts';

describe('the registry of data sets', () => {
  it('has every set that has a file, under ids that fit an address and a folder', () => {
    const parts = ['dataset.ts', 'emnist.ts', 'idx-files.ts', 'imagenet-classes.ts', 'registry.ts'];
    const files = readdirSync(new URL('../../src/datasets', import.meta.url));
    const ids = files.filter((file) => !parts.includes(file)).map((file) => file.replace('.ts', ''));
    // Two ways to label the same images share a file.
    expect(DATASETS.map(({ id }) => id).toSorted()).toEqual([...ids, 'cifar100-coarse'].toSorted());
    for (const id of ids) {
      expect(id).toMatch(/^[a-z][a-z0-9-]*$/);
      // The user's own images go by this name.
      expect(id).not.toBe('own');
      expect(findDataset(id)?.id).toBe(id);
    }
  });

  it.each(DATASETS)('$id: describes its images and classes whole, in both languages', (facts) => {
    for (const text of [facts.name, facts.about]) {
      expect(text.en).not.toBe('');
      expect(text['zh-Hans']).not.toBe('');
    }
    const names = facts.classNames.map((name) => (typeof name === 'string' ? name : name.en));
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(1);
    expect(facts.origin.licence).not.toBe('');
  });

  it.each(PUBLISHED_DATASETS)('$id: names each file once, with a length and a SHA-256', ({ content }) => {
    if (content.format === 'idx') {
      expect(content.files.map(({ split, holds }) => `${split} ${holds}`).toSorted()).toEqual([
        'test images',
        'test labels',
        'train images',
        'train labels',
      ]);
    }
    expect(new Set(content.files.map(({ sha256 }) => sha256)).size).toBe(content.files.length);
    for (const { name, sizeBytes, sha256 } of content.files) {
      expect(name).toMatch(/^[\w.-]+$/);
      expect(sizeBytes).toBeGreaterThan(1000);
      expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    }
  });

  it.each(PUBLISHED_DATASETS)('$id: lets pages ask mirrors by https only', ({ content }) => {
    expect(content.mirrors.length).toBeGreaterThan(0);
    for (const { url, readableByPages } of content.mirrors) {
      expect(url).toMatch(readableByPages ? /^https:.*\/$/ : /^https?:.*\/$/);
    }
  });
});
