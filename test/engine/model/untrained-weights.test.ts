import { beforeAll, describe, expect, it } from 'vitest';
import { buildModel } from '#engine/model/build-model.ts';
import { readValues } from '#engine/model/named-weights.ts';
import { untrainedWeights } from '#engine/model/untrained-weights.ts';
import { Random } from '#engine/random.ts';
import { architectures, buildGraph } from '#models/registry.ts';
import { useBackend } from '#test/engine/backends.ts';

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array) =>
  Buffer.from(buffer, byteOffset, byteLength);

describe('the weights of a net that is not built', () => {
  beforeAll(() => useBackend('cpu'));

  it.each(['lenet5_1998', 'googlenet_torchvision', 'alexnet_two_groups'])(
    'are those of a run of the seed, to the bit: %s',
    async (id) => {
      const { classroom } = architectures.find((architecture) => architecture.id === id)!;
      const graph = buildGraph(id, { ...classroom, numClasses: 10 });
      const built = buildModel(graph, new Random(9).fork('weights'));
      const expected = await readValues(
        new Map([...built.weights].map(([name, { variable }]) => [name, variable])),
      );
      const take = untrainedWeights(graph, 9);
      // Auxiliary heads may be left out, and what follows them stays the same.
      for (const { name, auxiliary } of graph.nodes) {
        if (auxiliary !== undefined) continue;
        for (const weight of [...expected.keys()].filter(
          (key) => key.slice(0, key.lastIndexOf('/')) === name,
        )) {
          const isSame = bytesOf(take(weight)).equals(bytesOf(expected.get(weight)!));
          expect(isSame, weight).toBe(true);
        }
      }
      built.dispose();
    },
  );
});
