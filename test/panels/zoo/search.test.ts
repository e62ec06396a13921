import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { architectures } from '#models/registry.ts';
import { FAMILIES, FAMILY_COLORS, familyColor } from '#panels/zoo/family.ts';
import { searchNets } from '#panels/zoo/search.ts';

const found = (search: string) => searchNets(architectures, search).map(({ id }) => id);

describe('the search for a net', () => {
  it.each([
    ['ResNet-18', 'resnet18'],
    ['resnet 34', 'resnet34'],
    ['RESNET50', 'resnet50'],
    ['ResNet-101', 'resnet101'],
    ['resnet152', 'resnet152'],
    ['VGG16', 'vgg16'],
    ['VGGNet', 'vgg19'],
    ['Inception v1', 'googlenet'],
    ['BN-Inception', 'inception_v2'],
    ['inception v3', 'inception_v3'],
    ['Inception-ResNet', 'inception_resnet_v2'],
    ['lenet5', 'lenet5'],
    ['alex', 'alexnet'],
    ['zfnet', 'zfnet'],
    ['squeezenet', 'squeezenet1_0'],
    ['DenseNet', 'densenet121'],
  ])('finds by %j %s', (search, id) => {
    expect(found(search)).toContain(id);
  });

  it('finds nothing else by a full name, everything by none, and nothing by what is no net', () => {
    expect(found('ResNet-34')).toEqual(['resnet34']);
    expect(found(' ')).toHaveLength(architectures.length);
    expect(found('transformer')).toEqual([]);
  });
});

/** WCAG 2.2: the relative luminance of a colour written as #rrggbb. */
function luminance(color: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

describe('the colours of the families', () => {
  const theme = readFileSync(new URL('../../../src/app/theme.css', import.meta.url), 'utf8');
  it.each(['', '="dark"'])('differ, suffice, and can be read as text: %s', (scheme) => {
    const [, block = ''] = theme.split(`:root[data-mantine-color-scheme${scheme}] {`);
    const variables = new Map(
      [...block.split('}')[0]!.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [
        name,
        value!,
      ]),
    );
    const ground = luminance(variables.get('mantine-color-body')!);
    const colors = Array.from({ length: FAMILY_COLORS }, (_, index) => variables.get(`family-${index + 1}`)!);
    expect(new Set(colors).size).toBe(FAMILY_COLORS);
    expect(new Set(FAMILIES.map(familyColor)).size).toBe(FAMILIES.length);
    for (const [index, color] of colors.entries()) {
      const [low, high] = [luminance(color), ground].toSorted((a, b) => a - b) as [number, number];
      expect((high + 0.05) / (low + 0.05), `${index + 1}`).toBeGreaterThan(4.5);
    }
  });
});
