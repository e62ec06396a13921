import { describe, expect, it } from 'vitest';
import type { Protocol, PublishedError } from '#models/catalog.ts';
import { architectures, findArchitecture } from '#models/registry.ts';
import { readReference, type SheetError } from './reference.ts';

/** The sheets of an entry: its own, and that of its other shortcuts. */
const sheetsOf = (id: string) => (/^resnet(18|34)$/.test(id) ? [id, `${id}-option-a`] : [id]);

const sheetOf = (id: string, { measuredOn }: PublishedError) =>
  typeof measuredOn === 'object' && measuredOn.choices?.['shortcut'] === 'zeroPadding'
    ? `${id}-option-a`
    : id;

/** Measured on someone's port of a net, which the catalogue need not quote. */
const PORT = /keras-applications|slim README|Cadene|timm/;

function kindOf(protocol: string): Protocol['kind'] {
  if (/ensemble|\b[2-9][- ]nets?\b/.test(protocol)) return 'ensemble';
  if (/\b10 crops\b/.test(protocol)) return 'tenCrops';
  if (/crops\b|multi|single scale/.test(protocol)) return 'manyCrops';
  if (/\b1 crop\b|MNIST|CIFAR/.test(protocol)) return 'oneCrop';
  return 'cropsNotStated';
}

/** The split of the figures, which a sheet names first; it may add the other's behind a semicolon or in brackets. */
const splitOf = (protocol: string): Protocol['split'] =>
  /\btest\b/.test(protocol.split(/[;(]/)[0]!) ? 'test' : 'validation';

const isSame = (a: PublishedError | SheetError, b: PublishedError | SheetError) =>
  a.top1Error === b.top1Error && a.top5Error === b.top5Error;

/** The tables and figures of a paper that a source names. */
const tablesIn = (source: string) =>
  [...source.matchAll(/(?:tables?|figure|fig\.) (\d)(?:(?:\/| and )(\d))?/gi)].flatMap(([, ...numbers]) =>
    numbers.filter((number) => number !== undefined),
  );

describe.each(architectures.map(({ id }) => id))("%s's published errors", (id) => {
  const { published } = findArchitecture(id);

  it.runIf(published.length > 0)('are those of its fact sheet, measured and found as it says', () => {
    for (const error of published) {
      const { protocol, source, top1Error, top5Error } = error;
      const sheet = readReference(sheetOf(id, error));
      const found = sheet.published.filter((each) => isSame(each, error));
      expect(found, `${top1Error} / ${top5Error}`).toHaveLength(1);
      const [expected] = found;
      const { kind, split } = protocol;
      expect({ top5Error, kind, split }).toEqual({
        top5Error,
        kind: kindOf(expected!.protocol),
        split: splitOf(expected!.protocol),
      });
      for (const further of protocol.en.match(/\d+\.\d+/g) ?? [])
        expect(expected!.protocol).toContain(further);
      const tables = tablesIn(expected!.source);
      if (tables.length > 0) expect(tables).toEqual(expect.arrayContaining(tablesIn(source)));
      for (const weights of source.match(/IMAGENET1K_V\d/g) ?? [])
        expect(expected!.source).toContain(weights);
    }
  });

  it('leave out none of the paper or of the code that the entry follows', () => {
    const quoted = sheetsOf(id).flatMap((sheet) => readReference(sheet).published);
    const missing = quoted.filter(
      (error) => !PORT.test(error.source) && !published.some((each) => isSame(each, error)),
    );
    expect(missing).toEqual([]);
  });
});
