import { type Analysis, analyse } from '#models/analysis.ts';
import type { BuildOptions } from '#models/catalog.ts';
import type { Graph } from '#models/graph.ts';
import { buildGraph } from '#models/registry.ts';

export interface PublishedNet {
  readonly graph: Graph;
  readonly analysis: Analysis;
}

const known = new Map<string, PublishedNet>();

/** A net as published, in its default choices or others, drawn once however many cards, charts and tables ask for it. */
export function publishedNet(id: string, choices: BuildOptions['choices'] = {}): PublishedNet {
  const key = JSON.stringify([id, choices]);
  let net = known.get(key);
  if (net === undefined) {
    const graph = buildGraph(id, { choices });
    net = { graph, analysis: analyse(graph) };
    known.set(key, net);
  }
  return net;
}
