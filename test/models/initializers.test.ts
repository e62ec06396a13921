import { describe, expect, it } from 'vitest';
import type { Initializer } from '#models/graph.ts';
import { buildGraph } from '#models/registry.ts';

interface Start {
  readonly kernel: Initializer;
  readonly bias: Initializer;
}

function starts(id: string): ReadonlyMap<string, Start> {
  return new Map(
    buildGraph(id).nodes.flatMap(({ name, operation }) =>
      operation.type === 'conv' || operation.type === 'dense'
        ? [[name, { kernel: operation.kernelInitializer, bias: operation.biasInitializer }] as const]
        : [],
    ),
  );
}

const kernels = (id: string) => [...starts(id).values()].map(({ kernel }) => kernel);

describe('weights start as in each paper', () => {
  it('AlexNet: N(0, 0.01), and biases of 1 in conv2, conv4, conv5 and the hidden layers (section 5)', () => {
    for (const id of ['alexnet', 'alexnet_two_groups']) {
      for (const kernel of kernels(id)) expect(kernel).toEqual({ kind: 'normal', stddev: 0.01 });
      const ones = [...starts(id)].filter(([, { bias }]) => bias.kind === 'constant' && bias.value === 1);
      expect(ones.map(([name]) => name)).toEqual(['conv2', 'conv4', 'conv5', 'fc6', 'fc7']);
    }
  });

  it('ZFNet: N(0, 0.01) and biases of 0 (section 3.1)', () => {
    for (const { kernel, bias } of starts('zfnet').values()) {
      expect(kernel).toEqual({ kind: 'normal', stddev: 0.01 });
      expect(bias).toEqual({ kind: 'constant', value: 0 });
    }
  });

  it('LeNet-5 of 1998: uniform in +-2.4 / fan-in (appendix A)', () => {
    for (const kernel of kernels('lenet5_1998')) {
      expect(kernel).toEqual({ kind: 'uniformOverFanIn', scale: 2.4 });
    }
  });

  it('ResNet and its plain twins: He, by the fan-in (section 3.4)', () => {
    for (const id of ['resnet18', 'resnet50', 'plain34', 'resnet110', 'plain20']) {
      for (const kernel of kernels(id)) expect(kernel).toEqual({ kind: 'heNormal', mode: 'fanIn' });
    }
  });

  it("torchvision's ResNet-50: He, by the fan-out, as its code does", () => {
    expect(starts('resnet50_v1_5').get('layer1.0.conv2')!.kernel).toEqual({
      kind: 'heNormal',
      mode: 'fanOut',
    });
  });

  it('GoogLeNet: Xavier by the fan-in and biases of 0.2, 0 in the classifiers, as BVLC does', () => {
    const { kernel, bias } = starts('googlenet').get('inception_4a/5x5')!;
    expect(kernel).toEqual({ kind: 'uniformFanIn', scale: Math.sqrt(3) });
    expect(bias).toEqual({ kind: 'constant', value: 0.2 });
    for (const classifier of ['loss1/classifier', 'loss2/classifier', 'loss3/classifier']) {
      expect(starts('googlenet').get(classifier)!.bias).toEqual({ kind: 'constant', value: 0 });
    }
  });

  it('Inception v3: normal of 0.1, smaller in the auxiliary head, as torchvision does', () => {
    const all = starts('inception_v3');
    const stddev = (name: string) => {
      const { kernel } = all.get(name)!;
      return kernel.kind === 'normal' ? kernel.stddev : undefined;
    };
    expect(stddev('Mixed_6b.branch7x7_2.conv')).toBe(0.1);
    expect(stddev('AuxLogits.conv0.conv')).toBe(0.1);
    expect(stddev('AuxLogits.conv1.conv')).toBe(0.01);
    expect(stddev('AuxLogits.fc')).toBe(0.001);
    expect(stddev('fc')).toBe(0.1);
    for (const dense of ['AuxLogits.fc', 'fc']) {
      expect(all.get(dense)!.bias).toEqual({ kind: 'uniformFanIn', scale: 1 });
    }
  });

  it("Inception v4: He's by the fan-in, truncated, and Glorot's in the last layer, as TF-Slim does", () => {
    for (const [name, { kernel }] of starts('inception_v4')) {
      expect(kernel).toEqual({ kind: name === 'last_linear' ? 'glorotUniform' : 'truncatedHeNormal' });
    }
  });
});
