import { describe, expect, it } from 'vitest';
import { toEngineError } from '#engine/engine-failure.ts';
import type { TensorFacts } from '#engine/formats/tensors.ts';
import { netsFor } from '#engine/weights/find-net.ts';
import { mapWeights } from '#engine/weights/map-weights.ts';
import { pyTorchWeights } from '#models/pytorch-weights.ts';
import { buildGraph, findArchitecture } from '#models/registry.ts';

const tensor = (name: string, shape: readonly number[], type: TensorFacts['type'] = 'F32') => ({
  name,
  shape,
  type,
});
/** What a file of PyTorch has of a net. */
const fileOf = (id: string, change: (one: TensorFacts) => TensorFacts | undefined = (one) => one) =>
  pyTorchWeights(buildGraph(id)).flatMap(({ key, keyShape }) => change(tensor(key, keyShape)) ?? []);
const map = (id: string, tensors: readonly TensorFacts[], replacesHead = false, numClasses?: number) => {
  const { otherLayerNames = [], numClasses: published } = findArchitecture(id);
  const graph = buildGraph(id, { numClasses: numClasses ?? published });
  return mapWeights(graph, tensors, { file: 'a', otherLayerNames, replacesHead });
};
const problemOf = (...args: Parameters<typeof map>) => {
  try {
    return map(...args);
  } catch (thrown) {
    return toEngineError(thrown);
  }
};

describe('the weights of a net in a file', () => {
  it('are found behind the prefixes of programs that wrap nets; counters are left out', () => {
    const wrapped = fileOf('resnet20', ({ name, shape }) => tensor(`_orig_mod.module.${name}`, shape));
    const counter = tensor('_orig_mod.module.bn1.num_batches_tracked', [], 'I64');
    const { taken, prefix, leftOut, absent } = map('resnet20', [...wrapped, counter]);
    expect(taken).toHaveLength(wrapped.length);
    expect(prefix).toBe('_orig_mod.module.');
    expect(leftOut).toEqual([{ name: counter.name, shape: [], reason: 'counter' }]);
    expect(absent).toEqual([]);
  });

  it('may be called otherwise by other programs, and be convolutions', () => {
    const timm = fileOf('vgg16', ({ name, shape }) => {
      if (name === 'classifier.0.weight') return tensor('pre_logits.fc1.weight', [4096, 512, 7, 7]);
      if (name === 'classifier.3.weight') return tensor('pre_logits.fc2.weight', [4096, 4096, 1, 1]);
      return tensor(
        name
          .replace('classifier.0', 'pre_logits.fc1')
          .replace('classifier.3', 'pre_logits.fc2')
          .replace('classifier.6', 'head.fc'),
        shape,
      );
    });
    expect(map('vgg16', timm).taken.map(([{ name }, { name: theirs }]) => [name, theirs])).toContainEqual([
      'classifier.0/kernel',
      'pre_logits.fc1.weight',
    ]);
  });

  it('need no auxiliary heads, whose absence is said; all else must be there', () => {
    const without = fileOf('inception_v3', (one) => (one.name.startsWith('AuxLogits') ? undefined : one));
    const { absent } = map('inception_v3', without);
    expect(absent.every(({ name, reason }) => name.startsWith('AuxLogits') && reason === 'auxiliary')).toBe(
      true,
    );
    expect(absent).toHaveLength(12);
    const lacking = fileOf('resnet18', (one) => (one.name === 'layer2.0.bn1.running_var' ? undefined : one));
    expect(problemOf('resnet18', lacking)).toEqual({
      code: 'weightsIncomplete',
      details: { file: 'a', layer: 'layer2.0.bn1.running_var', expected: '128' },
    });
  });

  it('of another shape or of whole numbers are refused with both sides', () => {
    const narrow = fileOf('resnet18', (one) =>
      one.name === 'conv1.weight' ? tensor(one.name, [64, 3, 3, 3]) : one,
    );
    expect(problemOf('resnet18', narrow)).toEqual({
      code: 'weightsMismatch',
      details: { file: 'a', layer: 'conv1.weight', expected: '64 × 3 × 7 × 7', found: '64 × 3 × 3 × 3' },
    });
    const whole = fileOf('resnet18', (one) =>
      one.name === 'bn1.bias' ? tensor(one.name, [64], 'I64') : one,
    );
    expect(problemOf('resnet18', whole)).toMatchObject({ details: { expected: '64', found: 'I64 64' } });
  });

  it.each(['squeezenet1_0', 'resnet18', 'vgg16'])('of %s may have another head, if that is wished', (id) => {
    const file = fileOf(id);
    expect(problemOf(id, file, false, 5)).toMatchObject({
      code: 'weightsHeadMismatch',
      details: { expected: 5, found: 1000 },
    });
    const { absent, leftOut, taken } = map(id, file, true, 5);
    expect(absent.map(({ reason }) => reason)).toEqual(['head', 'head']);
    expect(leftOut.map(({ reason }) => reason)).toEqual(['head', 'head']);
    expect(taken).toHaveLength(file.length - 2);
  });

  it('that the net has no place for are listed', () => {
    const extra = tensor('ema.decay', [1]);
    expect(map('resnet18', [...fileOf('resnet18'), extra]).leftOut).toEqual([
      { name: 'ema.decay', shape: [1], reason: 'unknown' },
    ]);
  });
});

describe('the net of a file', () => {
  it('is the one whose names and shapes it has, torchvision’s before others', () => {
    const first = (id: string) => netsFor(fileOf(id))[0]?.id;
    expect(['squeezenet1_0', 'vgg19_bn', 'resnet20', 'resnet56', 'resnet18'].map(first)).toEqual([
      'squeezenet1_0',
      'vgg19_bn',
      'resnet20',
      'resnet56',
      'resnet18',
    ]);
    // The same weights in a net that strides elsewhere.
    expect(netsFor(fileOf('resnet50')).map(({ id }) => id)).toEqual(['resnet50_v1_5', 'resnet50']);
    expect(netsFor([tensor('x', [1])])).toEqual([]);
  });
});
