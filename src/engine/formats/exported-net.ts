import type { Graph } from '#models/graph.ts';
import { lookUp } from '#models/lookup.ts';
import type { Preprocessing } from '#models/preprocessing.ts';
import { type Weight, weightsOf } from '#models/weights.ts';
import type { KeptRun } from '#protocol/kept-run.ts';
import type { StepPoint } from '#protocol/run.ts';
import type { RunConfig } from '#protocol/run-config.ts';

export type Values = Float32Array<ArrayBuffer>;

/** What is known of a run whose net leaves. */
export type RunFacts = Pick<
  KeptRun,
  'config' | 'data' | 'plan' | 'status' | 'step' | 'elapsedMs' | 'epochs' | 'evaluations'
>;

/** A net on its way into a file of another program. */
export interface ExportedNet {
  readonly graph: Graph;
  readonly appVersion: string;
  readonly config: Omit<RunConfig, 'dataset'>;
  /** Absent for a net that nobody has trained. */
  readonly run?: RunFacts;
  readonly points?: readonly StepPoint[];
  /** The values of a weight ('conv1/kernel'), once: they need not be held twice. */
  take(name: string): Promise<Values>;
  /** What the optimiser keeps beside the weights ('conv1/kernel/velocity'), where a run has one. */
  readonly slots?: ReadonlyMap<string, Values>;
}

/** A file in pieces that follow each other. */
export interface ExportedFile {
  readonly name: string;
  readonly type: string;
  readonly pieces: readonly Uint8Array<ArrayBuffer>[];
}

/** Where no size is said, images are as the set has them. */
export type Normalising = Pick<Preprocessing, 'scale' | 'mean' | 'deviation' | 'channelOrder'> &
  Partial<Preprocessing>;

/** How images become the net's input; undefined for a net that has seen none. */
export function preprocessingOf({ config, run }: ExportedNet): Normalising | undefined {
  const { preprocessing } = config.model;
  if (preprocessing !== undefined || run === undefined) return preprocessing;
  const { mean, deviation } = run.data;
  return { scale: 1 / 255, mean, deviation, channelOrder: 'rgb' };
}

/** The beginning of a file's name: the net, and what it was trained on. */
export function fileStem({ graph, run }: ExportedNet): string {
  const data = run === undefined ? '' : `-${run.data.config.id}`;
  return `${graph.id}${data}`;
}

/** The weights that a net has in evaluation: auxiliary heads act in training alone. */
export function evaluationWeights(graph: Graph): readonly Weight[] {
  const nodes = new Map(graph.nodes.map((node) => [node.name, node]));
  return weightsOf(graph).filter(({ layer }) => lookUp(nodes, layer).auxiliary === undefined);
}

export function textPiece(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
