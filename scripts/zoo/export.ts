import { open } from 'node:fs/promises';
import path from 'node:path';
import { untrainedNet } from '#engine/export/untrained-net.ts';
import type { ExportedFile, ExportedNet } from '#engine/formats/exported-net.ts';
import { onnxFile } from '#engine/formats/onnx/onnx-file.ts';
import { pyTorchProject } from '#engine/formats/pytorch/project-file.ts';
import { safetensorsFile } from '#engine/formats/safetensors-file.ts';
import { tfjsFile } from '#engine/formats/tfjs/tfjs-file.ts';
import type { BuildOptions } from '#models/catalog.ts';
import type { Graph } from '#models/graph.ts';
import { defaultsOf, RUN_FIELDS } from '#models/recipe-fields.ts';
import { findArchitecture } from '#models/registry.ts';
import type { ExportFormat } from '#protocol/export.ts';

/** Curves are a run's alone. */
export type NetFormat = Exclude<ExportFormat, 'csv'>;

/** All at once: whoever imported this module can fetch no other afterwards. */
const WRITERS: Readonly<Record<NetFormat, (net: ExportedNet) => Promise<ExportedFile>>> = {
  pytorch: pyTorchProject,
  safetensors: safetensorsFile,
  onnx: onnxFile,
  tfjs: tfjsFile,
};

export interface ExportOptions {
  readonly format: NetFormat;
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
  const { name, pieces } = await WRITERS[format](net);
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
