import type { Architecture } from '#models/catalog.ts';
import type { Graph } from '#models/graph.ts';
import { pyTorchPath } from '#models/pytorch-weights.ts';
import { HELPERS } from './helpers.ts';
import type { Helper } from './operations.ts';
import { moduleSource } from './source.ts';

/** model.py: the graph as modules of PyTorch, as a person would write them. */
export function modelFile(graph: Graph, { name, paper }: Pick<Architecture, 'name' | 'paper'>): string {
  const { className, text, helpers } = moduleSource(graph, pyTorchPath);
  const [height, width, channels] = graph.inputShape;
  const heads = graph.auxiliaryOutputs.map(({ lossWeight }) => lossWeight);
  const about = [
    `"""${name}${graph.adapted ? ', adapted' : ''}.`,
    '',
    `${paper.authors}: ${paper.title}. ${paper.venue}.`,
    `${paper.url}`,
    '',
    `Takes [batch, ${channels}, ${height}, ${width}] and gives logits, [batch, ${graph.numClasses}]${
      heads.length > 0 ? '; in training those of the auxiliary heads too' : ''
    }.`,
    '"""',
  ].join('\n');
  const needed = (Object.keys(HELPERS) as Helper[]).filter((helper) => helpers.includes(helper));
  return [
    `${about}\nimport torch\nfrom torch import nn\nfrom torch.nn import functional`,
    ...needed.map((helper) => HELPERS[helper].trimEnd()),
    text.trimEnd(),
    `Net = ${className}\n# How much the loss of each auxiliary head counts in training.\nHEAD_WEIGHTS = [${heads.join(', ')}]\n`,
  ].join('\n\n\n');
}
