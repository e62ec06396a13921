import { readFileSync } from 'node:fs';

/** One row of a fact sheet: what an independent source says of one layer. */
export interface ReferenceLayer {
  readonly name: string;
  readonly type: string;
  readonly inputs: readonly string[];
  readonly output: readonly number[];
  readonly params: number;
  readonly nonTrainable: number;
  readonly multiplyAdds: number;
  readonly details: Readonly<Record<string, unknown>> | undefined;
}

export interface ReferenceTotals {
  readonly params: number;
  readonly nonTrainable: number;
  readonly multiplyAdds: number;
}

/** An error in percent, with what stands behind it in the sheet's own words. */
export interface SheetError {
  readonly top1Error?: number;
  readonly top5Error?: number;
  readonly protocol: string;
  readonly source: string;
}

export interface Reference {
  readonly id: string;
  readonly published: readonly SheetError[];
  readonly input: readonly number[];
  readonly numClasses: number;
  readonly totals: ReferenceTotals & { readonly activations: number };
  readonly totalsWithAuxiliary: ReferenceTotals;
  readonly receptiveFields: readonly { layer: string; size: number[]; stride: number[] }[];
  readonly layers: readonly ReferenceLayer[];
}

/** The facts of test/reference/architectures, made by make-architectures.mjs beside it. */
export function readReference(id: string): Reference {
  const file = new URL(`../reference/architectures/${id}.json`, import.meta.url);
  const { columns, layers, ...head } = JSON.parse(readFileSync(file, 'utf8')) as Omit<Reference, 'layers'> & {
    columns: string[];
    layers: unknown[][];
  };
  const rows = layers.map(
    (row) => Object.fromEntries(columns.map((column, i) => [column, row[i]])) as unknown as ReferenceLayer,
  );
  return { ...head, layers: rows };
}
