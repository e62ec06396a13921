import { type Analysis, analyse } from '#models/analysis.ts';
import type { Graph } from '#models/graph.ts';
import { buildGraph } from '#models/registry.ts';

export interface PublishedNet {
  readonly graph: Graph;
  readonly analysis: Analysis;
}

const known = new Map<string, PublishedNet>();

/** A net as published, drawn once however many cards, charts and tables ask for it. */
export function publishedNet(id: string): PublishedNet {
  let net = known.get(id);
  if (net === undefined) {
    const graph = buildGraph(id);
    net = { graph, analysis: analyse(graph) };
    known.set(id, net);
  }
  return net;
}
