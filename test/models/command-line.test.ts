import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { runCommandLine } from '#scripts/zoo/command-line.ts';
import { readReference } from './reference.ts';

const script = fileURLToPath(new URL('../../scripts/zoo.mjs', import.meta.url));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the real program in a process of its own. */
async function zoo(...programArguments: string[]): Promise<Ended> {
  const run = promisify(execFile)(process.execPath, [script, ...programArguments], { maxBuffer: 1e8 });
  return run.then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: Ended) => ({ code: error.code, stdout: error.stdout, stderr: error.stderr }),
  );
}

describe('the zoo in the terminal', { timeout: 60_000 }, () => {
  it('lists every net with its parameters', async () => {
    const { output } = await runCommandLine(['list']);
    expect(output).toMatch(/^vgg16 +VGG-16 +2014 +224x224x3 .* +138,357,544 +15,470,264,320$/m);
    expect(output).toMatch(/^googlenet +GoogLeNet +2014 +224x224x3 .* +6,998,552 +1,582,671,872$/m);
  });

  it('lists the smallest input of every net, and that of its stem for small images', async () => {
    const { output } = await runCommandLine(['list']);
    // torchvision's Inception v3 states 75; VGG's five poolings halve 32 to 1.
    expect(output).toMatch(/^inception_v3 .* 299x299x3 +75x75, stem small 15x15 /m);
    expect(output).toMatch(/^vgg16 .* 224x224x3 +32x32, stem small 1x1 /m);
    expect(output).toMatch(/^squeezenet1_0 .* 227x227x3 +21x21 +1,248,424 /m);
  });

  it('prints the layer table with totals for people', async () => {
    const { output } = await runCommandLine(['table', 'vgg16']);
    expect(output).toMatch(/^features\.30 +maxPool +7x7x512 +0 +0 +212x212$/m);
    expect(output).toMatch(/^classifier\.0 +dense +1x1x4096 +102,764,544 +102,760,448 /m);
    expect(output).toContain('138,357,544');
    expect(output).toContain('15,237,608 floats');
    expect(output).not.toContain('adapted');
    expect((await runCommandLine(['table', 'vgg16', '--width', '0.5'])).output).toContain('VGG-16 (adapted)');
  });

  it('prints the table as JSON that equals the reference', async () => {
    const reference = readReference('vgg16');
    const { code, stdout } = await zoo('table', 'vgg16', '--json');
    expect(code).toBe(0);
    const { layers, ...head } = JSON.parse(stdout);
    expect(head).toEqual({
      id: 'vgg16',
      input: reference.input,
      numClasses: reference.numClasses,
      totals: reference.totals,
    });
    expect(Object.keys(layers[0])).toEqual([
      'name',
      'type',
      'output',
      'params',
      'multiplyAdds',
      'receptiveField',
    ]);
    const expected = reference.layers.map(({ name, type, output, params, multiplyAdds }) => ({
      name,
      type,
      output,
      params,
      multiplyAdds,
    }));
    expect(layers.map(({ receptiveField: _, ...row }: { receptiveField: unknown }) => row)).toEqual(expected);
    const [field] = reference.receptiveFields;
    expect(layers.find((row: { name: string }) => row.name === field!.layer).receptiveField).toEqual({
      size: field!.size,
      stride: field!.stride,
    });
  });

  it('adapts input, classes, width and stem', async () => {
    const flags = ['--input', '64x64x3', '--classes', '10', '--width', '0.25', '--stem', 'small'];
    const { output } = await runCommandLine(['table', 'resnet18', '--json', ...flags]);
    const { input, numClasses, layers } = JSON.parse(output!);
    expect({ input, numClasses }).toEqual({ input: [64, 64, 3], numClasses: 10 });
    expect(layers[0].output).toEqual([64, 64, 16]);
    expect(layers.at(-1).output).toEqual([1, 1, 10]);
  });

  it.each([
    [[], 'no command given'],
    [['show'], "unknown command 'show'"],
    [['list', 'vgg16'], 'list takes no arguments'],
    [['table'], 'table needs the id of a net'],
    [['table', 'vgg17'], 'vgg17: is not in the zoo; known are lenet5'],
    [['table', 'vgg16', 'vgg19'], "table takes one net, found also 'vgg19'"],
    [
      ['table', 'vgg16', '--input', '64'],
      "--input must be height x width x channels, such as 64x64x3, found '64'",
    ],
    [['table', 'vgg16', '--input', '16x16x3'], 'vgg16: needs an input of at least 32x32, found 16x16'],
    [
      ['table', 'alexnet', '--input', '64x64x3'],
      'found 64x64; its stem for small images takes it: add --stem small',
    ],
    [['table', 'vgg16', '--input', '99999x224x3'], 'vgg16: the input may have at most 10000 along each side'],
    [['table', 'vgg16', '--classes', '9999999'], 'vgg16: a classifier may have at most 1000000 classes'],
    [['table', 'vgg16', '--width', '100', '--input', '9999x9999x3'], 'vgg16: its counts are beyond 2^53'],
    [['table', 'vgg16', '--classes', '0x10'], "--classes must be a number, found '0x10'"],
    [['table', 'vgg16', '--classes', 'ten'], "--classes must be a number, found 'ten'"],
    [['table', 'vgg16', '--classes', '1'], 'vgg16: a classifier needs at least 2 classes, found 1'],
    [
      ['table', 'vgg16', '--width', '0'],
      'vgg16: width multiplies the channels and must be above 0 and at most 100, found 0',
    ],
    [['table', 'vgg16', '--stem', 'tiny'], "--stem must be paper or small, found 'tiny'"],
    [['table', 'vgg16', '--depth', '3'], '--depth'],
    [['table', 'vgg16', '--seed', '3'], '--seed belongs to export'],
    [['export', 'vgg16'], '--format must be pytorch, safetensors, onnx, tfjs, found none'],
    [
      ['export', 'vgg16', '--format', 'csv'],
      "--format must be pytorch, safetensors, onnx, tfjs, found 'csv'",
    ],
    [['export', 'lenet5', '--format', 'onnx', '--seed', '-1'], '--seed'],
    [['export', 'lenet5', '--format', 'onnx', '--seed', '4294967296'], '--seed must be a whole number below'],
    [
      ['export', 'lenet5', '--format', 'onnx', '--out', 'no/such/folder/net.onnx'],
      'no such file or directory',
    ],
  ])('refuses %j, saying what is wrong', async (programArguments, message) => {
    const { output, problem } = await runCommandLine(programArguments);
    expect(output).toBeUndefined();
    expect(problem).toContain(message);
  });

  it('exports a net as no run has trained it, from the seed, to where its caller stands', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'zoo-'));
    const run = promisify(execFile);
    const exported = async (...programArguments: string[]) => {
      const environment = { ...process.env, INIT_CWD: folder };
      const { stdout } = await run(process.execPath, [script, 'export', ...programArguments], {
        env: environment,
      });
      return stdout.trim();
    };
    try {
      expect(await exported('resnet20', '--format', 'pytorch')).toMatch(
        /^resnet20-pytorch\.zip {2}[\d,]+ bytes$/,
      );
      const files = unzipSync(await readFile(path.join(folder, 'resnet20-pytorch.zip')));
      const text = (name: string) => new TextDecoder().decode(files[`resnet20-pytorch/${name}`]);
      expect(text('model.py')).toContain('class Resnet20(nn.Module):');
      expect(JSON.parse(text('run.json'))).toMatchObject({
        seed: 1,
        step: 0,
        data: null,
        preprocessing: null,
      });

      const form = ['--format', 'safetensors', '--classes', '3', '--seed'];
      await exported('lenet5', ...form, '1', '--out', 'one.safetensors');
      await exported('lenet5', ...form, '1', '--out', 'same.safetensors');
      await exported('lenet5', ...form, '2', '--out', 'other.safetensors');
      const [one, same, other] = await Promise.all(
        ['one', 'same', 'other'].map((name) => readFile(path.join(folder, `${name}.safetensors`))),
      );
      expect(one!.equals(same!)).toBe(true);
      expect(one!.equals(other!)).toBe(false);
      expect(one!.toString('latin1')).toContain('"logits.weight":{"dtype":"F32","shape":[3,84]');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it.each(['--help', '-h'])('shows its usage on %s', async (option) => {
    const { code, stdout, stderr } = await zoo(option);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Usage:\n/);
    expect(stdout).toContain('-- list\n');
    expect(stdout).toContain('--stem small');
    expect((await runCommandLine(['table', option])).output).toBe(stdout.trimEnd());
  });

  it('ends quietly when its reader has seen enough', async () => {
    const child = spawn(process.execPath, [script, 'table', 'resnet152', '--json']);
    child.stdout.destroy();
    let complaint = '';
    child.stderr.on('data', (text) => {
      complaint += text;
    });
    const [code] = await once(child, 'close');
    expect({ code, complaint }).toEqual({ code: 0, complaint: '' });
  });

  it('ends with exit code 2 and nothing on standard output when the arguments are wrong', async () => {
    const { code, stdout, stderr } = await zoo('table', 'vgg17');
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^vgg17: is not in the zoo; known are lenet5, [^\n]*\n$/);
  });
});
