import { describe, expect, it } from 'vitest';
import type { PublishedError } from '#models/catalog.ts';
import { architectures, findArchitecture } from '#models/registry.ts';
import { readReference, type SheetError } from './reference.ts';

/** The sheets of an entry: its own, and that of its other shortcuts. */
const sheetsOf = (id: string) => (/^resnet(18|34)$/.test(id) ? [id, `${id}-option-a`] : [id]);

const sheetOf = (id: string, { measuredOn }: PublishedError) =>
  typeof measuredOn === 'object' && measuredOn.choices?.['shortcut'] === 'zeroPadding'
    ? `${id}-option-a`
    : id;

const isSame = (a: PublishedError | SheetError, b: PublishedError | SheetError) =>
  a.top1Error === b.top1Error && a.top5Error === b.top5Error;

const decimalsIn = (text: string) => (text.match(/\d+\.\d+/g) ?? []).map(Number);

/** The tables and figures of a paper that an entry names. */
const tablesIn = (source: string) =>
  [...source.matchAll(/(?:tables?|figure) (\d)(?: and (\d))?/g)].flatMap(([, ...numbers]) =>
    numbers.filter((number) => number !== undefined).map(Number),
  );

describe.each(architectures.map(({ id }) => id))("%s's published errors", (id) => {
  const { published } = findArchitecture(id);

  it.runIf(published.length > 0)('are those of its fact sheet, measured and found as it says', () => {
    for (const error of published) {
      const { protocol, source, top1Error, top5Error } = error;
      const sheet = readReference(sheetOf(id, error));
      const found = sheet.published.filter((each) => isSame(each, error));
      expect(found, `${top1Error} / ${top5Error}`).toHaveLength(1);
      const { kind, split, further = [], tables = [], weights } = found[0]!;
      expect({ top5Error, kind: protocol.kind, split: protocol.split }).toEqual({ top5Error, kind, split });
      expect(further).toEqual(expect.arrayContaining(decimalsIn(protocol.en)));
      if (tables.length > 0) expect(tables).toEqual(expect.arrayContaining(tablesIn(source)));
      expect(source.match(/IMAGENET1K_V\d/)?.[0]).toBe(weights);
    }
  });

  it('leave out none of the paper or of the code that the entry follows', () => {
    const quoted = sheetsOf(id).flatMap((sheet) => readReference(sheet).published);
    const missing = quoted.filter(
      (error) => error.isPort === undefined && !published.some((each) => isSame(each, error)),
    );
    expect(missing).toEqual([]);
  });
});
