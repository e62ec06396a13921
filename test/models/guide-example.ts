import type { BuildOptions } from '#models/catalog.ts';
import { scaleChannels } from '#models/channels.ts';
import { around, type Graph, type Initializer, ZERO } from '#models/graph.ts';
import { GraphBuilder } from '#models/graph-builder.ts';

const HE: Initializer = { kind: 'heNormal', mode: 'fanIn' };
const BATCH_NORM = { epsilon: 1e-5, momentum: 0.9 };
/** A row a stage. */
const STAGES = [{ filters: 64 }, { filters: 128 }];

export function tinyNet({ inputShape, numClasses, width, stem }: BuildOptions): Graph {
  const g = new GraphBuilder('tiny_net', inputShape, numClasses);
  const unit = (name: string, x: string, filters: number, side: 3 | 7, stride: 1 | 2) => {
    const conv = g.conv(`${name}.conv`, x, {
      filters: scaleChannels(filters, width),
      kernelSize: [side, side],
      strides: [stride, stride],
      padding: around((side - 1) / 2),
      useBias: false, // batch norm's beta takes its place
      kernelInitializer: HE,
      biasInitializer: ZERO,
    });
    return g.activation(`${name}.relu`, g.batchNorm(`${name}.norm`, conv, BATCH_NORM), 'relu');
  };

  // The small stem keeps the resolution of images of 28 to 64 pixels.
  let x = stem === 'small' ? unit('stem', g.input, 32, 3, 1) : unit('stem', g.input, 32, 7, 2);
  for (const [index, { filters }] of STAGES.entries()) {
    const name = `stage${index + 1}`;
    // A fold of the diagram.
    x = g.block(name, () => {
      const window = { poolSize: [2, 2], strides: [2, 2], padding: 'valid' } as const;
      return g.avgPool(`${name}.pool`, unit(name, x, filters, 3, 1), { ...window, countIncludePad: true });
    });
  }
  return g.build(
    g.dense('classifier', g.flatten('flatten', g.globalAvgPool('pool', x)), {
      units: numClasses,
      useBias: true,
      kernelInitializer: { kind: 'uniformFanIn', scale: 1 },
      biasInitializer: ZERO,
    }),
  );
}
