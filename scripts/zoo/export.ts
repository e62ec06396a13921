import { open } from 'node:fs/promises';
import path from 'node:path';
import { untrainedNet } from '#engine/export/untrained-net.ts';
import { exportFile } from '#engine/formats/export-file.ts';
import type { BuildOptions } from '#models/catalog.ts';
import type { Graph } from '#models/graph.ts';
import { defaultsOf, RUN_FIELDS } from '#models/recipe-fields.ts';
import { findArchitecture } from '#models/registry.ts';
import type { ExportFormat } from '#protocol/export.ts';

export interface ExportOptions {
  readonly format: ExportFormat;
  readonly seed: number;
  /** Where the file goes. */
  readonly folder: string;
  /** Its name; one after the net when absent. */
  readonly out: string | undefined;
}

/** Writes a net with the weights that a run of the seed starts from into a file, and says which. */
export async function exportNet(
  graph: Graph,
  { width = 1, stem = 'paper', choices = {} }: Partial<BuildOptions>,
  { format, seed, folder, out }: ExportOptions,
): Promise<string> {
  const { id, inputShape, numClasses } = graph;
  const net = untrainedNet({
    ...defaultsOf(RUN_FIELDS),
    recipe: findArchitecture(id).recipe,
    model: { id, inputShape, width, stem, choices },
    numClasses,
    seed,
  });
  const { name, pieces } = await exportFile(net, format);
  const place = path.resolve(folder, out ?? name);
  const file = await open(place, 'w');
  try {
    for (const piece of pieces) await file.write(piece);
    const { size } = await file.stat();
    return `${path.relative(folder, place) || place}  ${size.toLocaleString('en-US')} bytes`;
  } finally {
    await file.close();
  }
}
