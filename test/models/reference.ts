import { existsSync, readFileSync } from 'node:fs';
import type { EvaluationProtocol } from '#models/catalog.ts';

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

/** An error in percent, with what stands behind it. */
export interface SheetError {
  readonly top1Error?: number;
  readonly top5Error?: number;
  readonly kind: EvaluationProtocol['kind'];
  readonly split: EvaluationProtocol['split'];
  /** Figures that the source gives beside it, such as that of the other split. */
  readonly further?: readonly number[];
  readonly source: string;
  /** The tables or figures of the paper. */
  readonly tables?: readonly number[];
  /** The set of torchvision's weights. */
  readonly weights?: string;
  /** Measured on someone's port of the net, which the catalogue need not quote. */
  readonly isPort?: true;
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

/** The facts of test/reference/architectures; test/reference/README.md says what a file holds and how it is made. */
export function readReference(id: string): Reference {
  const file = new URL(`../reference/architectures/${id}.json`, import.meta.url);
  if (!existsSync(file)) {
    throw new Error(
      `there is no list of expected layers for ${id}; test/reference/list_layers.py makes one from a PyTorch model`,
    );
  }
  const { columns, layers, ...head } = JSON.parse(readFileSync(file, 'utf8')) as Omit<Reference, 'layers'> & {
    columns: string[];
    layers: unknown[][];
  };
  const rows = layers.map(
    (row) => Object.fromEntries(columns.map((column, i) => [column, row[i]])) as unknown as ReferenceLayer,
  );
  return { ...head, layers: rows };
}
