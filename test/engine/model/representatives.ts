import { analyse } from '#models/analysis.ts';
import { architectures, buildGraph } from '#models/registry.ts';

/** The nets given, and of each family that has none among them the one whose classroom form takes least work. */
export function withEveryFamily(ids: readonly string[]): readonly string[] {
  const covered = new Set(architectures.filter(({ id }) => ids.includes(id)).map(({ family }) => family));
  const families = new Set(architectures.map(({ family }) => family));
  return [...ids, ...[...families].filter((family) => !covered.has(family)).map(lightestOf)];
}

function lightestOf(family: string): string {
  const work = ({ id, classroom }: (typeof architectures)[number]) =>
    analyse(buildGraph(id, classroom)).totalsWithAuxiliary.multiplyAdds;
  return architectures.filter((net) => net.family === family).toSorted((a, b) => work(a) - work(b))[0]!.id;
}

/**
 * Nets that are trained in every run of the tests; the others are in full runs, whose results are committed. Between
 * them they have shortcuts, branches, groups and most operations of the zoo.
 */
export const QUICK_NETS: readonly string[] = [
  'lenet5_1998',
  'alexnet_two_groups',
  'squeezenet1_0',
  'resnet20',
];
